package io.tollgate.gateway.limits.file;

import static java.util.Objects.requireNonNull;

/**
 * How limit files are read.
 *
 * @param mergeDomains whether several files may name one domain; their top-level descriptors are then concatenated in
 *     the order of the files' names
 * @param defaultWindows what windows are aligned to where a file does not say
 * @param extensions whether files may say what only Tollgate knows; if not, a file that envoyproxy/ratelimit would
 *     reject for that is rejected here too
 * @param modes what holds for all rules, whatever their files say
 */
public record LimitFileOptions(
        boolean mergeDomains, WindowAlignment defaultWindows, boolean extensions, GlobalModes modes) {

    /** Makes options by which files may say all that Tollgate knows, and each rule is as its file says. */
    public LimitFileOptions(boolean mergeDomains, WindowAlignment defaultWindows) {
        this(mergeDomains, defaultWindows, true, GlobalModes.NONE);
    }

    public LimitFileOptions {
        requireNonNull(defaultWindows, "defaultWindows");
        requireNonNull(modes, "modes");
    }

    /** Returns what the reference does unless told otherwise: no merging, windows aligned to the epoch. */
    public static LimitFileOptions defaults() {
        return new LimitFileOptions(false, WindowAlignment.EPOCH);
    }

    /** Returns these options with other modes. */
    public LimitFileOptions with(GlobalModes others) {
        return new LimitFileOptions(mergeDomains, defaultWindows, extensions, others);
    }
}
