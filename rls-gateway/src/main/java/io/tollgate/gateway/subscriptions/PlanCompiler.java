package io.tollgate.gateway.subscriptions;

import static java.util.Objects.requireNonNull;

import io.tollgate.gateway.decision.EarlierUsages;
import io.tollgate.gateway.decision.SubscribedPlan;
import io.tollgate.gateway.decision.SubscribedPlan.CarriedFrom;
import io.tollgate.gateway.limits.ChargePlan;
import io.tollgate.gateway.limits.LimitRule;
import io.tollgate.gateway.limits.file.SubscribedFeature;
import io.tollgate.gateway.limits.file.SubscriptionAnswers.Allow;
import io.tollgate.gateway.limits.file.SubscriptionAnswers.Answer;
import io.tollgate.gateway.limits.file.SubscriptionAnswers.ByPlan;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Limit;
import io.tollgate.model.LimitOptions;
import io.tollgate.plan.Customer;
import io.tollgate.plan.CustomerTerms;
import io.tollgate.plan.CustomerTerms.Held;
import io.tollgate.plan.Cycles;
import io.tollgate.plan.EarlierUsage;
import io.tollgate.plan.Plan;
import io.tollgate.plan.PlanRef;
import io.tollgate.plan.Standing;
import io.tollgate.plan.Standing.EffectiveLimit;
import io.tollgate.plan.Standing.Entitled;
import io.tollgate.plan.Standing.NotEntitled;
import io.tollgate.plan.Standing.Reason;
import io.tollgate.plan.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes what is charged of what holds for a customer. Functions of what they are given. */
final class PlanCompiler {

    /** Stands for the customer of a subject that has none of its own. */
    private static final String NOBODY = "";

    /** What metadata of a plan calls the page where a customer finds a larger one. */
    private static final String UPGRADE = "upgrade_url";

    /** For how long hits are taken that are told after their subscription ceased to hold. */
    private static final Duration LATE = Duration.ofHours(1);

    private PlanCompiler() {}

    /**
     * Returns what a subject is charged.
     *
     * @param asked of the rule that matched
     * @param terms of the subject's customer; null if nobody has the subject
     * @param defaults the plans that the limit file names for those without a subscription, as far as there are such
     * @param earlier knows what may be carried on from earlier windows
     */
    static SubscribedPlan compile(
            ChargePlan asked,
            @Nullable CustomerTerms terms,
            Map<PlanRef, Plan> defaults,
            long nowMillis,
            EarlierUsages earlier) {
        Instant now = Instant.ofEpochMilli(nowMillis);
        Asked carried = new Asked(earlier, nowMillis);
        LimitRule rule = requireNonNull(asked.rule(), "rule");
        SubscribedFeature subscribed = requireNonNull(rule.subscribed(), "subscribed");
        Standing standing = terms == null
                ? new NotEntitled(Reason.UNKNOWN_SUBJECT, Instant.MAX)
                : terms.at(subscribed.feature(), now, carried);
        if (standing instanceof Entitled entitled) {
            CounterKey counter = CounterKey.quota(
                    entitled.subscription().key(), entitled.feature().key());
            return charging(asked, rule, entitled, counter, null, carried.from);
        }
        NotEntitled missing = (NotEntitled) standing;
        Answer answer = subscribed.answers().answer(missing.reason());
        if (answer instanceof ByPlan byPlan) {
            Plan plan = defaults.get(byPlan.plan());
            Standing own = plan == null ? missing : ofItself(plan).at(subscribed.feature(), now);
            if (own instanceof Entitled entitled) {
                return charging(asked, rule, entitled, null, missing, null);
            }
        }
        return answer instanceof Allow
                ? new SubscribedPlan(
                        ChargePlan.unlimited(rule),
                        null,
                        missing.reason(),
                        millis(missing.until()),
                        null,
                        told(terms, missing.reason()))
                : denying(asked, rule, missing, terms, now);
    }

    /** Denies; but what is told now was looked up while the subscription held, because no look was admitted since. */
    private static SubscribedPlan denying(
            ChargePlan asked, LimitRule rule, NotEntitled missing, @Nullable CustomerTerms terms, Instant now) {
        SubscribedFeature subscribed = requireNonNull(rule.subscribed(), "subscribed");
        Held held = terms == null ? null : terms.heldLast(subscribed.feature(), now, LATE);
        NotEntitled denied = held == null
                ? missing
                : new NotEntitled(missing.reason(), earlier(held.until().plus(LATE), missing.until()));
        SubscribedPlan plan = new SubscribedPlan(
                asked.denied(), null, denied.reason(), millis(denied.until()), null, told(terms, denied.reason()));
        if (held == null) {
            return plan;
        }
        Entitled entitled = held.entitled();
        CounterKey counter = CounterKey.quota(
                entitled.subscription().key(), entitled.feature().key());
        return plan.withLate(charging(asked, rule, entitled, counter, denied, null));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** Remembers what was known of earlier windows, if somebody asked for it. */
    private static final class Asked implements CustomerTerms.Earlier {
        private final EarlierUsages earlier;
        private final long nowMillis;
        private @Nullable CarriedFrom from;

        private Asked(EarlierUsages earlier, long nowMillis) {
            this.earlier = earlier;
            this.nowMillis = nowMillis;
        }

        @Override
        public @Nullable EarlierUsage find(String subscription, String feature) {
            CarriedFrom found = new CarriedFrom(earlier.earlier(CounterKey.quota(subscription, feature), nowMillis));
            from = found;
            return found.usage();
        }
    }

    /** A plan as if somebody had always had it. */
    private static CustomerTerms ofItself(Plan plan) {
        Instant from = Instant.EPOCH;
        Subscription subscription = new Subscription(
                NOBODY,
                NOBODY,
                List.of(new Subscription.Phase(plan.ref(), from)),
                Cycles.of(null, ZoneOffset.UTC),
                from,
                null,
                List.of(),
                List.of(),
                Map.of());
        return new CustomerTerms(
                new Customer(NOBODY, List.of(), Map.of()), List.of(subscription), Map.of(plan.ref(), plan), List.of());
    }

    private static SubscribedPlan charging(
            ChargePlan asked,
            LimitRule rule,
            Entitled entitled,
            @Nullable CounterKey counter,
            @Nullable NotEntitled instead,
            @Nullable CarriedFrom carriedFrom) {
        List<Limit> limits = entitled.limits().stream()
                .map(limit -> limit(limit, entitled.plan(), rule.shadowMode()))
                .toList();
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        if (counter != null) {
            told.put("customer", entitled.subscription().customer());
            told.put("subscription", entitled.subscription().key());
        }
        if (counter != null && instead != null) {
            told.put("reason", word(instead.reason()));
        }
        told.put("plan", entitled.plan().ref().toString());
        told.put("feature", entitled.feature().key());
        if (entitled.plan().metadata().get(UPGRADE) instanceof String link) {
            told.put(UPGRADE, link);
        }
        Instant until = until(entitled, counter, instead);
        return new SubscribedPlan(
                asked.subscribed(
                        limits, entitled.accounting(), entitled.feature().reported()),
                counter,
                instead == null ? null : instead.reason(),
                millis(until),
                carriedFrom,
                told);
    }

    /** What held once, and is charged of late, changes no more. */
    private static Instant until(Entitled entitled, @Nullable CounterKey counter, @Nullable NotEntitled instead) {
        if (instead == null) {
            return entitled.until();
        }
        return counter == null ? earlier(entitled.until(), instead.until()) : instead.until();
    }

    private static Limit limit(EffectiveLimit effective, Plan plan, boolean shadowMode) {
        long amount = effective.amount();
        LimitOptions options = LimitOptions.DEFAULT
                .inUnits(effective.limit().unitMultiplier())
                .tolerating(effective.deniedAbove() - amount);
        return new Limit(
                effective.limit().name(),
                amount,
                effective.limit().unit() == null
                        ? plan.billingPeriod()
                        : effective.limit().unit(),
                effective.windows(),
                shadowMode ? options.inShadowMode() : options);
    }

    private static Map<String, @Nullable Object> told(@Nullable CustomerTerms terms, Reason reason) {
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        if (terms != null) {
            told.put("customer", terms.customer().key());
        }
        told.put("reason", word(reason));
        return told;
    }

    private static String word(Reason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    private static long millis(Instant instant) {
        return instant.equals(Instant.MAX) ? Long.MAX_VALUE : instant.toEpochMilli();
    }

    /** Returns the plans that answers of a rule name. */
    static List<PlanRef> defaults(SubscribedFeature subscribed) {
        return List.of(Reason.values()).stream()
                .map(reason -> subscribed.answers().answer(reason))
                .filter(ByPlan.class::isInstance)
                .map(answer -> ((ByPlan) answer).plan())
                .distinct()
                .toList();
    }
}
