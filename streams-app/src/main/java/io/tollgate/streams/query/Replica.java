package io.tollgate.streams.query;

import java.util.Arrays;
import java.util.Locale;

/** Which copy of a store answers. */
public enum Replica {
    /** The one that hits are accounted in. */
    ACTIVE,
    /** One that follows it, or that is being restored from what it wrote. */
    STANDBY;

    /**
     * Returns the copy with the name.
     *
     * @throws UsageRequestException if there is none
     */
    public static Replica of(String id) {
        return Arrays.stream(values())
                .filter(replica -> replica.id().equals(id))
                .findAny()
                .orElseThrow(() -> new UsageRequestException(
                        UsageQueries.COPY_HEADER + ": '" + id + "' (expected: active or standby)"));
    }

    /** Returns its name in requests and answers. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
