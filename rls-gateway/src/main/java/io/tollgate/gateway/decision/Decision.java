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
 * @param limits one for each limit that could have denied the request, in the order of descriptors and rules; none unless
 *     {@link PendingDecision#tellLimits} asked for them
 */
public record Decision(boolean overLimit, List<DescriptorDecision> descriptors, List<LimitDecision> limits) {

    /** Remaining hits where a rule says {@code unlimited}: the largest number that the protocol can carry. */
    public static final long UNLIMITED_REMAINING = 0xFFFF_FFFFL;

    public Decision {
        descriptors = List.copyOf(descriptors);
        limits = List.copyOf(limits);
    }

    /** Makes one that tells of no single limits. */
    public Decision(boolean overLimit, List<DescriptorDecision> descriptors) {
        this(overLimit, descriptors, List.of());
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
     * @param told what the subject's subscription is, where the limits are those of one; empty otherwise
     */
    public record DescriptorDecision(
            boolean overLimit,
            @Nullable Limit limit,
            long remaining,
            long resetSeconds,
            boolean quotaMode,
            Map<String, @Nullable Object> metadata,
            Map<String, @Nullable Object> told) {

        /** Makes one of a limit that is in a file. */
        public DescriptorDecision(
                boolean overLimit,
                @Nullable Limit limit,
                long remaining,
                long resetSeconds,
                boolean quotaMode,
                Map<String, @Nullable Object> metadata) {
            this(overLimit, limit, remaining, resetSeconds, quotaMode, metadata, Map.of());
        }

        static final DescriptorDecision NO_LIMIT = new DescriptorDecision(false, null, 0, 0, false, Map.of());
        static final DescriptorDecision UNLIMITED =
                new DescriptorDecision(false, null, UNLIMITED_REMAINING, 0, false, Map.of());

        /** Returns what is said where the subject has no subscription that holds. */
        static DescriptorDecision notEntitled(
                boolean denied,
                boolean quotaMode,
                Map<String, @Nullable Object> metadata,
                Map<String, @Nullable Object> told) {
            return new DescriptorDecision(denied, null, denied ? 0 : UNLIMITED_REMAINING, 0, quotaMode, metadata, told);
        }
    }
    /**
     * What is said of one limit that is not in shadow mode.
     *
     * @param descriptor which of the query's descriptors it holds for, from 0
     * @param overLimit whether usage after the request is above it
     * @param remaining hits left in the window after this request
     * @param resetSeconds whole seconds, 1 or more, until the window ends, or until a sliding limit has room again
     * @param windowSeconds length of the window that the request is in
     */
    public record LimitDecision(
            int descriptor, Limit limit, boolean overLimit, long remaining, long resetSeconds, long windowSeconds) {}
}
