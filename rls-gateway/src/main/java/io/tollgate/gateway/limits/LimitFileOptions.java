package io.tollgate.gateway.limits;

import static java.util.Objects.requireNonNull;

/**
 * How limit files are read.
 *
 * @param mergeDomains whether several files may name one domain; their top-level descriptors are then concatenated in
 *     the order of the files' names
 * @param defaultWindows what windows are aligned to where a file does not say
 * @param extensions whether files may say what only Tollgate knows; if not, a file that envoyproxy/ratelimit would
 *     reject for that is rejected here too
 */
public record LimitFileOptions(boolean mergeDomains, WindowAlignment defaultWindows, boolean extensions) {

    /** Makes options by which files may say all that Tollgate knows. */
    public LimitFileOptions(boolean mergeDomains, WindowAlignment defaultWindows) {
        this(mergeDomains, defaultWindows, true);
    }

    public LimitFileOptions {
        requireNonNull(defaultWindows, "defaultWindows");
    }

    /** Returns what the reference does unless told otherwise: no merging, windows aligned to the epoch. */
    public static LimitFileOptions defaults() {
        return new LimitFileOptions(false, WindowAlignment.EPOCH, true);
    }
}
