package io.tollgate.gateway.decision;

import static java.util.Objects.requireNonNull;

import io.tollgate.gateway.limits.ChargePlan;
import io.tollgate.gateway.limits.LimitRule;
import io.tollgate.model.CounterKey;
import io.tollgate.plan.Standing;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a subject is charged at present. Immutable.
 *
 * @param plan what is charged, or that nothing is, or that the request is denied
 * @param counter the subscription's counter; null where the subject is charged by itself, or nothing is
 * @param reason why there is no subscription that holds; null where one does
 * @param untilMillis from when on something else may hold, milliseconds since the Unix epoch
 * @param told what answers tell of it: customer, subscription, plan, feature
 * @param metadata what dynamic metadata tells: what the rule's file says, and beside it what is told
 */
public record SubscribedPlan(
        ChargePlan plan,
        @Nullable CounterKey counter,
        Standing.@Nullable Reason reason,
        long untilMillis,
        Map<String, @Nullable Object> told,
        Map<String, @Nullable Object> metadata) {

    public SubscribedPlan {
        requireNonNull(plan, "plan");
        told = Collections.unmodifiableMap(new LinkedHashMap<>(told));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /** Makes one whose metadata is what the rule's file says, and what is told. */
    public SubscribedPlan(
            ChargePlan plan,
            @Nullable CounterKey counter,
            Standing.@Nullable Reason reason,
            long untilMillis,
            Map<String, @Nullable Object> told) {
        this(plan, counter, reason, untilMillis, told, both(plan, told));
    }

    private static Map<String, @Nullable Object> both(ChargePlan plan, Map<String, @Nullable Object> told) {
        LimitRule rule = plan.rule();
        Map<String, @Nullable Object> both = new LinkedHashMap<>(rule == null ? Map.of() : rule.metadata());
        both.putAll(told);
        return both;
    }

    /** Returns the same with an equal plan that others have too. */
    public SubscribedPlan sharing(ChargePlan equal) {
        return new SubscribedPlan(equal, counter, reason, untilMillis, told, metadata);
    }
}
