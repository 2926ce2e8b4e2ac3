package io.tollgate.gateway.rls;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What responses tell beyond the verdict.
 *
 * @param headers how headers are named, null for none
 * @param dynamicMetadata whether the request and the metadata of its rules are told, {@code RESPONSE_DYNAMIC_METADATA}
 * @param rateLimitFields whether clients are told of each limit, and when to try again
 * @param problem whether a denial has a body that says why
 */
public record ResponseOptions(
        @Nullable HeaderNames headers, boolean dynamicMetadata, boolean rateLimitFields, boolean problem) {

    /** What the reference tells unless told otherwise: the verdict alone. */
    public static final ResponseOptions NONE = new ResponseOptions(null, false, false, false);

    /** Returns whether what they tell needs each single limit. */
    boolean tellLimits() {
        return rateLimitFields || problem;
    }

    /**
     * Names of the headers that show the limit closest to being used up.
     *
     * @param limit names the header with the hits of one window
     * @param remaining names the header with the hits left
     * @param reset names the header with the seconds until the window ends
     */
    public record HeaderNames(String limit, String remaining, String reset) {

        public HeaderNames {
            requireNonNull(limit, "limit");
            requireNonNull(remaining, "remaining");
            requireNonNull(reset, "reset");
        }
    }
}
