package io.tollgate.gateway.rls;

import io.tollgate.gateway.decision.Decision;
import io.tollgate.gateway.decision.Decision.DescriptorDecision;
import io.tollgate.gateway.decision.Decision.LimitDecision;
import java.util.List;

/** When a denied request may be made again. */
final class RetryAfter {

    private RetryAfter() {}

    /**
     * Returns the whole seconds until none of the limits denies the request that deny it now, if no more hits are made. Of
     * descriptors in quota mode the first that has room again is enough.
     */
    static long seconds(Decision denied) {
        List<DescriptorDecision> descriptors = denied.descriptors();
        long longest = 0;
        long shortestOfQuota = Long.MAX_VALUE;
        boolean quotaLeft = false;
        for (int i = 0; i < descriptors.size(); i++) {
            DescriptorDecision descriptor = descriptors.get(i);
            if (!descriptor.overLimit()) {
                quotaLeft |= descriptor.quotaMode();
            } else if (descriptor.quotaMode()) {
                shortestOfQuota = Math.min(shortestOfQuota, seconds(denied, i));
            } else {
                longest = Math.max(longest, seconds(denied, i));
            }
        }
        boolean quotaDenies = shortestOfQuota < Long.MAX_VALUE && !quotaLeft;
        return quotaDenies ? Math.max(longest, shortestOfQuota) : longest;
    }

    private static long seconds(Decision denied, int descriptor) {
        long longest = 0;
        for (LimitDecision limit : denied.limits()) {
            if (limit.descriptor() == descriptor && limit.overLimit()) {
                longest = Math.max(longest, limit.resetSeconds());
            }
        }
        return longest;
    }
}
