package io.tollgate.gateway.decision;

import io.tollgate.gateway.decision.Decision.LimitDecision;
import io.tollgate.gateway.limits.LimitTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query on its way to a decision, with all that is known of it meanwhile: the state of one request. Used by one thread
 * at a time.
 */
public final class PendingDecision {

    /** One for each descriptor, in the query's order. */
    final ChargeState[] charges;

    /** Whether no request is denied. */
    final boolean shadowMode;

    private final DecisionEngine engine;
    private final boolean subscribed;
    private boolean tellsLimits;

    PendingDecision(DecisionEngine engine, LimitTable table, RateLimitQuery query) {
        this.engine = engine;
        this.charges = ChargePlanner.plan(table, query);
        this.shadowMode = table.shadowMode();
        this.subscribed = table.hasSubscribed();
    }

    /**
     * Finds what subjects are charged whose limits are those of subscriptions, as far as that is on the heap.
     *
     * @return whether all is known
     */
    boolean findTerms(SubscribedPlans plans, EarlierUsages earlier, long nowMillis) {
        if (!subscribed) {
            return true;
        }
        boolean all = true;
        for (int i = 0; i < charges.length; i++) {
            ChargeState charge = charges[i];
            if (charge.lacksTerms(nowMillis, earlier)) {
                SubscribedPlan found = plans.find(charge.planOfRule, charge.subject(), nowMillis, earlier);
                all &= found != null;
                if (found != null) {
                    charges[i] = charge.with(found);
                }
            }
        }
        return all;
    }

    /** Brings onto the heap what {@link #findTerms} missed. May block. */
    void loadTerms(SubscribedPlans plans, EarlierUsages earlier, long nowMillis) {
        for (ChargeState charge : charges) {
            if (subscribed && charge.lacksTerms(nowMillis, earlier)) {
                plans.load(charge.subject());
            }
        }
    }

    /** Asks for {@link Decision#limits}, which are made for nobody else. */
    public void tellLimits() {
        tellsLimits = true;
    }

    /** Returns what is said of each limit, once it is decided: nothing where no request is denied. */
    List<LimitDecision> limits(long nowMillis) {
        if (!tellsLimits || shadowMode) {
            return List.of();
        }
        List<LimitDecision> limits = new ArrayList<>();
        for (int i = 0; i < charges.length; i++) {
            charges[i].tellLimits(i, nowMillis, limits);
        }
        return limits;
    }

    /**
     * Decides and counts.
     *
     * @param nowMillis the one time that holds for the whole request, milliseconds since the Unix epoch
     * @return null if a counter is not on the heap: {@link #loadWith} it off the event loop and ask again
     * @throws JournalFullException if there is no durable room and requests are to be rejected then
     * @throws TooManyHitsException if a counter would have more hits than can be accounted; nothing is counted
     */
    public @Nullable Decision tryDecide(long nowMillis) {
        return engine.tryDecide(this, nowMillis);
    }

    /**
     * Brings counters that {@link #tryDecide} missed onto the heap, if nothing is stored of them. Does not block.
     *
     * @return whether all are there: then it is worth to ask again
     */
    public boolean addNewWith(CounterLoader loader, long nowMillis) {
        return engine.addNew(this, loader, nowMillis);
    }

    /** Brings what {@link #tryDecide} missed onto the heap. May block. */
    public void loadWith(CounterLoader loader, long nowMillis) {
        engine.load(this, loader, nowMillis);
    }
}
