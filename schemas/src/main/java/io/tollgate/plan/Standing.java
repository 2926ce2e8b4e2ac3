package io.tollgate.plan;

import io.tollgate.model.Windows;
import java.time.Instant;
import java.util.List;

/** What holds for a customer and a feature at an instant, and until when that is known to stay so. */
public sealed interface Standing {

    /** Returns the first instant at which something else may hold; {@link Instant#MAX} if nothing changes by itself. */
    Instant until();

    /**
     * The customer has the feature.
     *
     * @param limits all that hold, at least one
     * @param accounting how hits are accounted
     */
    record Entitled(
            Subscription subscription,
            Plan plan,
            Plan.Feature feature,
            List<EffectiveLimit> limits,
            Windows accounting,
            Instant until)
            implements Standing {

        public Entitled {
            limits = List.copyOf(limits);
        }
    }

    /** The customer does not have the feature. */
    record NotEntitled(Reason reason, Instant until) implements Standing {}

    /** Why a customer does not have a feature. */
    enum Reason {
        /** Nobody knows the subject. */
        UNKNOWN_SUBJECT,
        /** No subscription has begun. */
        NO_SUBSCRIPTION,
        /** The plan does not have the feature. */
        FEATURE_UNAVAILABLE,
        /** The subscription is suspended. */
        SUSPENDED,
        /** The subscription has ended. */
        ENDED
    }

    /**
     * A limit with what holds in the window of the instant.
     *
     * @param limit with the amount of the plan, or of the subscription's override; of a window that a change of anchor or
     *     zone shortens, with its share of it
     * @param granted by how much grants raise it
     */
    record EffectiveLimit(PlanLimit limit, Windows windows, long granted) {

        /** Returns the hits that the window admits, or {@link PlanLimit#UNLIMITED}. */
        public long amount() {
            long sum = limit.amount() + granted;
            return limit.isUnlimited() ? PlanLimit.UNLIMITED : sum < 0 ? PlanLimit.MOST : Math.min(sum, PlanLimit.MOST);
        }

        /** Returns above how many hits of the window requests are denied, or {@link PlanLimit#UNLIMITED}. */
        public long deniedAbove() {
            return limit.deniedAbove(amount());
        }
    }
}
