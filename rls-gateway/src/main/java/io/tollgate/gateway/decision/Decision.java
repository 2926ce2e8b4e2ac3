package io.tollgate.gateway.decision;

import io.tollgate.model.Limit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was decided for a query.
 *
 * @param overLimit whether the request must not pass
 * @param descriptors one for each descriptor of the query, in its order
 */
public record Decision(boolean overLimit, List<DescriptorDecision> descriptors) {

    /** Remaining hits where a rule says {@code unlimited}: the largest number that the protocol can carry. */
    public static final long UNLIMITED_REMAINING = 0xFFFF_FFFFL;

    public Decision {
        descriptors = List.copyOf(descriptors);
    }

    /**
     * What is said of one descriptor.
     *
     * @param overLimit whether it is over its limit, a shadow mode's included
     * @param limit the limit that was applied, null where none was
     * @param remaining hits left in the window after this request
     * @param resetSeconds whole seconds until the window ends, 1 or more; 0 where no limit was applied
     * @param quotaMode whether the rule is in quota mode, so that being over does not deny the request by itself
     * @param metadata what the rule's file says in {@code metadata}, empty where no limit was applied; as {@link
     *     io.tollgate.gateway.limits.LimitRule#metadata} has it
     */
    public record DescriptorDecision(
            boolean overLimit,
            @Nullable Limit limit,
            long remaining,
            long resetSeconds,
            boolean quotaMode,
            Map<String, @Nullable Object> metadata) {

        static final DescriptorDecision NO_LIMIT = new DescriptorDecision(false, null, 0, 0, false, Map.of());
        /** Returns what is said where the subject has no subscription that holds. */
        static DescriptorDecision denied(boolean quotaMode, Map<String, @Nullable Object> metadata) {
            return new DescriptorDecision(true, null, 0, 0, quotaMode, metadata);
        }

        static final DescriptorDecision UNLIMITED =
                new DescriptorDecision(false, null, UNLIMITED_REMAINING, 0, false, Map.of());
    }
}
