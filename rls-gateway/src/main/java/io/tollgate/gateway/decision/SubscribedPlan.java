package io.tollgate.gateway.decision;

import static java.util.Objects.requireNonNull;

import io.tollgate.gateway.limits.ChargePlan;
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
 */
public record SubscribedPlan(
        ChargePlan plan,
        @Nullable CounterKey counter,
        Standing.@Nullable Reason reason,
        long untilMillis,
        Map<String, @Nullable Object> told) {

    public SubscribedPlan {
        requireNonNull(plan, "plan");
        told = Collections.unmodifiableMap(new LinkedHashMap<>(told));
    }
}
