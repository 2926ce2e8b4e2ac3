package io.tollgate.plan;

import static java.util.Objects.requireNonNull;

import io.tollgate.model.Window;
import io.tollgate.model.Windows;
import io.tollgate.plan.Carry.Period;
import io.tollgate.plan.CustomerTerms.Earlier;
import io.tollgate.plan.Standing.EffectiveLimit;
import io.tollgate.plan.Standing.GrantLeft;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says what raises the limits of one feature of a subscription: grants, and what is carried on from windows before. */
final class CarriedLimits {

    private final CustomerTerms terms;
    private final Subscription subscription;
    private final String feature;
    private final Earlier earlier;
    private boolean asked;
    private @Nullable EarlierUsage usage;

    CarriedLimits(CustomerTerms terms, Subscription subscription, String feature, Earlier earlier) {
        this.terms = requireNonNull(terms, "terms");
        this.subscription = requireNonNull(subscription, "subscription");
        this.feature = requireNonNull(feature, "feature");
        this.earlier = requireNonNull(earlier, "earlier");
    }

    /** @param limit as it is now */
    EffectiveLimit at(PlanLimit limit, Windows windows, Instant now) {
        Window present = windows.at(now.toEpochMilli());
        List<Grant> raising = terms.grants().stream()
                .filter(grant -> grant.raises(feature, limit.name()) && isForThis(grant, present))
                .toList();
        Carry carry = new Carry(raising);
        EarlierUsage known = mayBeCarried(limit, present, raising) ? usage() : null;
        if (known != null) {
            before(windows, present, raising).forEach(window -> carry.pass(period(limit, window, present, known)));
        }
        long rolledOver = known == null ? 0 : carry.rolledOver(limit.rollover());
        List<GrantLeft> holding = new ArrayList<>();
        long ended = 0;
        for (GrantLeft grant : carry.grants(present, now)) {
            if (grant.grant().holdsAt(now)) {
                holding.add(grant);
            } else {
                ended = Math.min(PlanLimit.MOST, ended + grant.left() < 0 ? PlanLimit.MOST : ended + grant.left());
            }
        }
        return new EffectiveLimit(limit, windows, rolledOver, holding, ended);
    }

    /**
     * In its own window a grant raises the limits of every subscription that has the feature. What is left of it goes on with
     * the first of those, because what others used of it is not known here.
     */
    private boolean isForThis(Grant grant, Window present) {
        return present.contains(grant.effective().toEpochMilli())
                || terms.subscriptions().stream()
                        .filter(other -> other.from().isBefore(subscription.from()))
                        .filter(other -> other.to() == null || other.to().isAfter(grant.effective()))
                        .noneMatch(this::sellsFeature);
    }

    private boolean sellsFeature(Subscription other) {
        return other.phases().stream()
                .map(phase -> terms.plans().get(phase.plan()))
                .anyMatch(plan -> plan != null && plan.feature(feature).isPresent());
    }

    private boolean mayBeCarried(PlanLimit limit, Window present, List<Grant> raising) {
        Instant begin = Instant.ofEpochMilli(present.startMillis());
        return EarlierUsage.isKept(present)
                && (limit.rollover() != null
                        || raising.stream()
                                .anyMatch(grant -> grant.effective().isBefore(begin) && grant.goesOnAt(begin)));
    }

    private @Nullable EarlierUsage usage() {
        if (!asked) {
            asked = true;
            usage = earlier.find(subscription.key(), feature);
        }
        return usage;
    }

    /** Returns windows before the present one, the oldest first, back to the begin of the subscription or of a grant. */
    private Deque<Window> before(Windows windows, Window present, List<Grant> raising) {
        Instant first = subscription.from();
        for (Grant grant : raising) {
            first = grant.effective().isBefore(first) ? grant.effective() : first;
        }
        Deque<Window> found = new ArrayDeque<>();
        Window window = present;
        while (found.size() < EarlierUsage.MOST_WINDOWS && window.startMillis() > first.toEpochMilli()) {
            window = windows.before(window);
            found.addFirst(window);
        }
        return found;
    }

    private Period period(PlanLimit limit, Window window, Window present, EarlierUsage known) {
        Instant last = Instant.ofEpochMilli(window.endMillis() - 1);
        PlanLimit then = limitOf(limit.name(), window, last);
        // hits used up nothing of a limit that was not there
        return then == null
                ? new Period(window, PlanLimit.UNLIMITED, null, false, 0)
                : new Period(window, then.amount(), then.rollover(), earns(window, present, last), known.in(window));
    }

    /** What is left of a window that a change of anchor or zone cut so short that it is not known long enough is gone. */
    private boolean earns(Window window, Window present, Instant last) {
        return switch (subscription.stateAt(last)) {
            case ACTIVE, CANCELED -> EarlierUsage.keptUntilMillis(window) >= present.endMillis();
            case SCHEDULED, SUSPENDED, ENDED -> false;
        };
    }

    /** Returns the limit of that name as it was when a window of it ended; null if it had no such window. */
    private @Nullable PlanLimit limitOf(String name, Window window, Instant last) {
        Plan plan = terms.plans().get(subscription.planAt(last));
        PlanLimit said = plan == null
                ? null
                : plan.feature(feature).stream()
                        .flatMap(found -> found.limits().stream())
                        .filter(found -> found.name().equals(name))
                        .findAny()
                        .orElse(null);
        if (plan == null || said == null) {
            return null;
        }
        Windows windows = subscription.windows(said, plan.billingPeriod());
        return windows.at(window.startMillis()).equals(window)
                ? subscription.withOverride(feature, said).in(windows, window)
                : null;
    }
}
