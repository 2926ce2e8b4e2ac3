package io.tollgate.gateway.warmup;

import io.tollgate.gateway.decision.EarlierUsages;
import io.tollgate.gateway.decision.SubscribedPlan;
import io.tollgate.gateway.decision.SubscribedPlans;
import io.tollgate.gateway.limits.ChargePlan;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Limit;
import io.tollgate.model.Unit;
import io.tollgate.model.Windows;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A plan as most are, a limit by the second and one by the month, for whoever asks in a rehearsal. */
final class RehearsedPlans implements SubscribedPlans {

    /** So many that no request of a rehearsal is denied. */
    private static final long AMOUNT = 1_000_000_000;

    private static final String FEATURE = "calls";

    private static final List<Limit> LIMITS = List.of(
            new Limit("burst", AMOUNT, Unit.SECOND, Windows.epoch(Unit.SECOND, 1)),
            new Limit("monthly", AMOUNT, Unit.MONTH, Windows.calendar(Unit.MONTH, 1, ZoneOffset.UTC, 1)));

    private static final Windows ACCOUNTING = Windows.accounting(ZoneOffset.UTC);

    private final Map<String, SubscribedPlan> plans = new ConcurrentHashMap<>();

    @Override
    public SubscribedPlan find(ChargePlan rule, String subject, long nowMillis, EarlierUsages earlier) {
        SubscribedPlan known = plans.get(subject);
        if (known != null) {
            return known;
        }
        SubscribedPlan plan = new SubscribedPlan(
                rule.subscribed(LIMITS, ACCOUNTING, false),
                CounterKey.quota(subject, FEATURE),
                null,
                Long.MAX_VALUE,
                null,
                Map.of());
        plans.put(subject, plan);
        return plan;
    }

    @Override
    public void load(String subject) {
        // nothing is missing
    }
}
