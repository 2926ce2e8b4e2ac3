package io.tollgate.plan;

import io.tollgate.model.Window;
import io.tollgate.model.Windows;
import java.time.Instant;
import java.util.ArrayList;
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
     * What of a grant was left when a window began, or the grant in it.
     *
     * @param left hits, at least 1
     */
    record GrantLeft(Grant grant, long left) {

        /** Returns when nothing of it holds any more, as seen from a window. */
        public Instant until(Window window) {
            Instant windowEnd = Instant.ofEpochMilli(window.endMillis());
            boolean goesOn = EarlierUsage.isKept(window) && grant.goesOnAt(windowEnd);
            return goesOn || grant.end().isBefore(windowEnd) ? grant.end() : windowEnd;
        }
    }

    /**
     * A limit with what holds in the window of the instant.
     *
     * @param limit with the amount of the plan, or of the subscription's override; of a window that a change of anchor or
     *     zone shortens, with its share of it
     * @param rolledOver what was left of windows before
     * @param grants those that hold, in the order in which they are used up
     * @param ended what was left of grants that ended within the window: nothing holds of them any more, but what was used of
     *     them is no overage
     */
    record EffectiveLimit(PlanLimit limit, Windows windows, long rolledOver, List<GrantLeft> grants, long ended) {

        public EffectiveLimit {
            grants = List.copyOf(grants);
        }

        /** Returns the hits that the window admits, or {@link PlanLimit#UNLIMITED}. */
        public long amount() {
            if (limit.isUnlimited()) {
                return PlanLimit.UNLIMITED;
            }
            long sum = sum(limit.amount(), rolledOver);
            for (GrantLeft each : grants) {
                sum = sum(sum, each.left());
            }
            return sum;
        }

        private static long sum(long one, long other) {
            long sum = one + other;
            return sum < 0 ? PlanLimit.MOST : Math.min(sum, PlanLimit.MOST);
        }

        /** Returns above how many hits of the window requests are denied, or {@link PlanLimit#UNLIMITED}. */
        public long deniedAbove() {
            return limit.deniedAbove(amount());
        }

        /** Returns how many hits of the window are beyond all that held in it. */
        public long overage(long used) {
            return limit.isUnlimited() ? 0 : Math.max(0, used - sum(amount(), ended));
        }

        /** Returns the grants with what is left of each once so many hits are used, also those of which nothing is. */
        public List<GrantLeft> grantsAfter(long used) {
            long over = limit.isUnlimited() ? 0 : Math.max(0, used - sum(limit.amount(), rolledOver));
            List<GrantLeft> left = new ArrayList<>();
            for (GrantLeft each : grants) {
                long burnt = Math.min(over, each.left());
                left.add(new GrantLeft(each.grant(), each.left() - burnt));
                over -= burnt;
            }
            return left;
        }
    }
}
