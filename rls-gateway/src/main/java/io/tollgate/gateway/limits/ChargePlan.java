package io.tollgate.gateway.limits;

import static java.util.Objects.requireNonNull;

import io.tollgate.gateway.limits.file.GlobalModes;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.Limit;
import io.tollgate.model.Windows;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a descriptor charges, as far as that does not depend on the request: compiled once with the table, or from a limit
 * that comes with the request. Immutable.
 *
 * @param effect what matching came to
 * @param rule the rule that matched; null where none did, or the limit came with the request
 * @param limits all that hold; none where hits are only observed or nothing is charged
 * @param quotaMode whether being over denies the request only if all others in quota mode are over too
 * @param accounting how metered hits are accounted; null where they are not metered
 * @param reported whether hits are told after they were served: they are admitted whatever the answer is, and with none a
 *     request asks whether anything remains
 */
public record ChargePlan(
        Effect effect,
        @Nullable LimitRule rule,
        List<ChargedLimit> limits,
        boolean quotaMode,
        @Nullable Windows accounting,
        boolean reported) {

    /** What matching a descriptor came to. */
    public enum Effect {
        /** No limit applies. */
        NONE,
        /** A rule says that no limit applies. */
        UNLIMITED,
        /** A counter is charged. */
        COUNTED,
        /** What is charged is a matter of the subject's subscription. */
        SUBSCRIBED,
        /** The request is denied, whatever else it asks: its subject has no subscription that holds. */
        DENIED
    }

    public ChargePlan {
        requireNonNull(effect, "effect");
        limits = List.copyOf(limits);
    }

    /** Returns the plan of a descriptor that no limit applies to. */
    static ChargePlan none(GlobalModes modes) {
        return new ChargePlan(Effect.NONE, null, List.of(), modes.quotaMode(), null, false);
    }

    /**
     * Returns the plan of a rule.
     *
     * @param accounting how the hits of its zone are accounted
     */
    static ChargePlan of(LimitRule rule, Windows accounting, GlobalModes modes) {
        if (rule.subscribed() != null) {
            return new ChargePlan(
                    Effect.SUBSCRIBED, rule, List.of(), modes.quotaMode() || rule.quotaMode(), null, rule.reported());
        }
        if (rule.unlimited()) {
            return unlimited(rule);
        }
        return new ChargePlan(
                Effect.COUNTED,
                rule,
                rule.limits().stream()
                        .map(limit -> new ChargedLimit(
                                limit,
                                Objects.requireNonNullElse(limit.options().charge(), modes.charge()),
                                limit.sharing(modes.sharing())))
                        .toList(),
                !rule.observes() && (modes.quotaMode() || rule.quotaMode()),
                rule.metered() ? accounting : null,
                rule.reported());
    }

    /** Returns the plan of a rule under which nothing is counted. */
    public static ChargePlan unlimited(LimitRule rule) {
        return new ChargePlan(Effect.UNLIMITED, rule, List.of(), false, null, false);
    }

    /**
     * Returns what a rule charges whose limits are those of a subscription.
     *
     * @param limits of the subscription's plan
     * @param accounting how the hits of the subscription are accounted
     * @param reportedByPlan whether the plan says that hits are told after they were served; the rule may say so too
     */
    public ChargePlan subscribed(List<Limit> limits, Windows accounting, boolean reportedByPlan) {
        return new ChargePlan(
                Effect.COUNTED,
                rule,
                limits.stream()
                        .map(limit -> new ChargedLimit(limit, ChargeMode.ADMITTED, limit.sharing(null)))
                        .toList(),
                quotaMode,
                accounting,
                reported || reportedByPlan);
    }

    /** Returns what a rule charges whose subject has no subscription that holds, and that denies for it. */
    public ChargePlan denied() {
        return new ChargePlan(Effect.DENIED, rule, List.of(), quotaMode, null, false);
    }

    /**
     * Returns the plan of a limit that comes with the request: counted as a rule's hits are, but without any flag of a
     * rule.
     */
    static ChargePlan ofRequest(Limit limit, Windows accounting, GlobalModes modes) {
        return new ChargePlan(
                Effect.COUNTED,
                null,
                List.of(new ChargedLimit(limit, modes.charge(), limit.sharing(modes.sharing()))),
                modes.quotaMode(),
                limit.isHourOrLonger() ? accounting : null,
                false);
    }

    /** Returns whether a counter is charged. */
    public boolean isCounted() {
        return effect == Effect.COUNTED;
    }

    /**
     * Returns this plan without the limits that others put out of force within a request.
     *
     * @param replaced names of limits
     * @param none the plan of a descriptor that no limit is left of
     */
    public ChargePlan without(Set<String> replaced, ChargePlan none) {
        if (limits.stream().noneMatch(charged -> isReplaced(charged, replaced))) {
            return this;
        }
        List<ChargedLimit> left = limits.stream()
                .filter(charged -> !isReplaced(charged, replaced))
                .toList();
        return left.isEmpty() ? none : new ChargePlan(effect, rule, left, quotaMode, accounting, reported);
    }

    private static boolean isReplaced(ChargedLimit charged, Set<String> replaced) {
        return !charged.limit().name().isEmpty()
                && replaced.contains(charged.limit().name());
    }
}
