package io.tollgate.it.faults;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A subscription. Immutable.
 *
 * @param plans by the hour of the run from which they hold, the first from the begin of the subscription on
 * @param endHour when it ends, exclusive; null for never
 * @param amount hits of calls in an hour, instead of those of the plan; null for those of the plan
 */
record Agreement(
        String key,
        String customer,
        NavigableMap<Integer, String> plans,
        @Nullable Integer endHour,
        @Nullable Long amount) {

    static Agreement of(String key, String customer, int fromHour, @Nullable Integer endHour, String plan) {
        return new Agreement(key, customer, new TreeMap<>(Map.of(fromHour, plan)), endHour, null);
    }

    boolean holdsIn(int hour) {
        return plans.firstKey() <= hour && (endHour == null || hour < endHour);
    }

    /** Returns the plan of an hour from the begin on. */
    String planIn(int hour) {
        return plans.floorEntry(hour).getValue();
    }

    /** Returns how many calls an hour admits. */
    long callsIn(int hour) {
        return amount == null ? Offer.PLANS.get(planIn(hour)) : amount;
    }

    Agreement withPlan(int fromHour, String plan) {
        NavigableMap<Integer, String> changed = new TreeMap<>(plans);
        changed.put(fromHour, plan);
        return new Agreement(key, customer, changed, endHour, amount);
    }

    Agreement withAmount(@Nullable Long instead) {
        return new Agreement(key, customer, plans, endHour, instead);
    }

    /** Returns it as a document; hours are those of the gateways' clock. */
    Map<String, Object> document(long beginSeconds) {
        Map<String, Object> document = new TreeMap<>(Map.of(
                "kind",
                "Subscription",
                "key",
                key,
                "customer",
                customer,
                "from",
                instant(beginSeconds, plans.firstKey())));
        List<Map<String, Object>> phases = new ArrayList<>();
        plans.forEach((hour, plan) -> phases.add(Map.of("plan", plan, "from", instant(beginSeconds, hour))));
        document.put("phases", phases);
        if (endHour != null) {
            document.put("to", instant(beginSeconds, endHour));
        }
        if (amount != null) {
            document.put("overrides", List.of(Map.of("feature", Offer.CALLS, "limit", "hourly", "amount", amount)));
        }
        return document;
    }

    private static String instant(long beginSeconds, int hour) {
        return Instant.ofEpochSecond(beginSeconds + hour * 3600L).toString();
    }
}
