package io.tollgate.gateway.decision;

import static java.util.Objects.requireNonNull;

import io.tollgate.gateway.limits.ChargePlan;
import io.tollgate.gateway.limits.LimitRule;
import io.tollgate.model.CounterKey;
import io.tollgate.plan.EarlierUsage;
import io.tollgate.plan.Standing;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a subject is charged at present. Thread-safe: all that it says never changes. Beside that it remembers where its
 * counter is on the heap, which spares a decision the look-up; that is only ever a hint.
 */
public final class SubscribedPlan {

    private final ChargePlan plan;
    private final @Nullable CounterKey counter;
    private final Standing.@Nullable Reason reason;
    private final long untilMillis;
    private final @Nullable CarriedFrom carriedFrom;
    private final @Nullable SubscribedPlan late;
    private final Map<String, @Nullable Object> told;
    private final Map<String, @Nullable Object> metadata;

    /**
     * What limits were raised by.
     *
     * @param usage null if nothing was known: then nothing was carried on
     */
    public record CarriedFrom(@Nullable EarlierUsage usage) {}

    /** Volatile, because requests hand it to one another without any other order. */
    private volatile @Nullable Counter counterOnHeap;

    /**
     * Makes one whose metadata is what the rule's file says, and what is told.
     *
     * @param plan what is charged, or that nothing is, or that the request is denied
     * @param counter the subscription's counter; null where the subject is charged by itself, or nothing is
     * @param reason why there is no subscription that holds; null where one does
     * @param untilMillis from when on something else may hold, milliseconds since the Unix epoch
     * @param carriedFrom what was known of earlier windows when this was made; null where nothing is carried on
     * @param told what answers tell of it: customer, subscription, plan, feature
     */
    public SubscribedPlan(
            ChargePlan plan,
            @Nullable CounterKey counter,
            Standing.@Nullable Reason reason,
            long untilMillis,
            @Nullable CarriedFrom carriedFrom,
            Map<String, @Nullable Object> told) {
        this(
                plan,
                counter,
                reason,
                untilMillis,
                carriedFrom,
                null,
                Collections.unmodifiableMap(new LinkedHashMap<>(told)),
                both(plan, told));
    }

    private SubscribedPlan(
            ChargePlan plan,
            @Nullable CounterKey counter,
            Standing.@Nullable Reason reason,
            long untilMillis,
            @Nullable CarriedFrom carriedFrom,
            @Nullable SubscribedPlan late,
            Map<String, @Nullable Object> told,
            Map<String, @Nullable Object> metadata) {
        this.plan = requireNonNull(plan, "plan");
        this.counter = counter;
        this.reason = reason;
        this.untilMillis = untilMillis;
        this.carriedFrom = carriedFrom;
        this.late = late;
        this.told = told;
        this.metadata = metadata;
    }

    private static Map<String, @Nullable Object> both(ChargePlan plan, Map<String, @Nullable Object> told) {
        LimitRule rule = plan.rule();
        Map<String, @Nullable Object> both = new LinkedHashMap<>(rule == null ? Map.of() : rule.metadata());
        both.putAll(told);
        return Collections.unmodifiableMap(both);
    }

    /** Returns the same with an equal plan that others have too. */
    public SubscribedPlan sharing(ChargePlan equal) {
        return new SubscribedPlan(equal, counter, reason, untilMillis, carriedFrom, late, told, metadata);
    }

    /** Returns the same for hits that are told after they were served. */
    public SubscribedPlan withLate(SubscribedPlan other) {
        return new SubscribedPlan(plan, counter, reason, untilMillis, carriedFrom, other, told, metadata);
    }

    /**
     * Returns what hits are charged that are told after they were served, where the subscription under which they were looked
     * up has ceased to hold meanwhile; null where none did of late.
     */
    public @Nullable SubscribedPlan late() {
        return late;
    }

    /** Returns what is charged, or that nothing is, or that the request is denied. */
    public ChargePlan plan() {
        return plan;
    }

    /** Returns the key of the subscription's counter; null where the subject is charged by itself, or nothing is. */
    public @Nullable CounterKey counter() {
        return counter;
    }

    /** Returns why there is no subscription that holds; null where one does. */
    public Standing.@Nullable Reason reason() {
        return reason;
    }

    /** Returns whether it still is what the subject is charged. Takes no lock. */
    @SuppressWarnings("ReferenceEquality") // what is equal is the same object, and a request pays for this
    public boolean holdsAt(long nowMillis, EarlierUsages earlier) {
        return nowMillis < untilMillis
                && (carriedFrom == null
                        || counter == null
                        || carriedFrom.usage == earlier(counter, earlier, nowMillis));
    }

    private @Nullable EarlierUsage earlier(CounterKey key, EarlierUsages earlier, long nowMillis) {
        Counter last = counterOnHeap;
        return last == null || last.hasLeft() ? earlier.earlier(key, nowMillis) : last.earlier(nowMillis);
    }

    /** Returns what answers tell of it: customer, subscription, plan, feature. */
    public Map<String, @Nullable Object> told() {
        return told;
    }

    /** Returns what dynamic metadata tells: what the rule's file says, and beside it what is told. */
    public Map<String, @Nullable Object> metadata() {
        return metadata;
    }

    /** Finds the subscription's counter on the heap; null if it is not there. Takes no lock. */
    @Nullable Counter find(CounterKey key, Counters counters) {
        if (counter == null) {
            return counters.find(key);
        }
        Counter last = counterOnHeap;
        if (last == null || last.hasLeft()) {
            last = counters.find(key);
            counterOnHeap = last;
        }
        return last;
    }
}
