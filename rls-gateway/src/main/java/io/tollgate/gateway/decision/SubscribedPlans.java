package io.tollgate.gateway.decision;

import io.tollgate.gateway.limits.ChargePlan;
import org.jspecify.annotations.Nullable;

/** What subjects are charged whose limits are those of subscriptions. Thread-safe. */
public interface SubscribedPlans {

    /** Knows no subscription: a limit file that asks for one is answered with an error. */
    SubscribedPlans NONE = new SubscribedPlans() {
        @Override
        public SubscribedPlan find(ChargePlan rule, String subject, long nowMillis, EarlierUsages earlier) {
            throw new SubscriptionsUnknownException();
        }

        @Override
        public void load(String subject) {}
    };

    /**
     * Returns what a subject is charged. Takes no lock and touches no disk.
     *
     * @param rule of the effect {@link ChargePlan.Effect#SUBSCRIBED}
     * @param earlier knows what may be carried on from earlier windows
     * @return null if nothing is known of the subject on the heap: {@link #load} it off the event loop and ask again
     * @throws SubscriptionsUnknownException if subscriptions were never read
     */
    @Nullable SubscribedPlan find(ChargePlan rule, String subject, long nowMillis, EarlierUsages earlier);

    /** Brings onto the heap what {@link #find} misses. May block. */
    void load(String subject);
}
