package io.tollgate.plan;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.model.Unit;
import io.tollgate.model.Window;
import io.tollgate.plan.Standing.EffectiveLimit;
import io.tollgate.plan.Standing.Entitled;
import io.tollgate.plan.Standing.NotEntitled;
import io.tollgate.plan.Standing.Reason;
import io.tollgate.plan.Subscription.LimitOverride;
import io.tollgate.plan.Subscription.Phase;
import io.tollgate.plan.Subscription.Suspension;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a customer has at an instant, against a model that looks at every part of what is agreed. */
final class CustomerTermsTest {

    private static final Instant FIRST = Instant.parse("2026-03-20T00:00:00Z");
    private static final List<String> FEATURES = List.of("f", "g");
    private static final List<PlanLimit.Kind> KINDS = List.of(PlanLimit.Kind.values());
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static Instant time(Random random) {
        return FIRST.plus(Duration.ofHours(random.nextInt(24 * 20)));
    }

    private static PlanLimit limit(Random random, String name) {
        PlanLimit.Kind kind = KINDS.get(random.nextInt(KINDS.size()));
        boolean unlimited = kind == PlanLimit.Kind.METERED || random.nextInt(5) == 0;
        long amount = unlimited ? PlanLimit.UNLIMITED : amount(random);
        int grace = kind == PlanLimit.Kind.HARD && random.nextBoolean() ? random.nextInt(1_000) : 0;
        return new PlanLimit(name, random.nextBoolean() ? Unit.DAY : null, 1, amount, kind, grace, List.of());
    }

    private static long amount(Random random) {
        return random.nextInt(4) == 0 ? PlanLimit.MOST - random.nextInt(3) : random.nextInt(1_000);
    }

    private static Plan plan(Random random, int number) {
        List<Plan.Feature> features = new ArrayList<>();
        for (String key : FEATURES) {
            if (random.nextInt(3) > 0) {
                features.add(new Plan.Feature(key, "requests", List.of(limit(random, "a"), limit(random, "b"))));
            }
        }
        return new Plan(
                new PlanRef("p", number),
                Plan.Status.ACTIVE,
                random.nextBoolean() ? Unit.WEEK : Unit.MONTH,
                features,
                Map.of());
    }

    private static Subscription subscription(Random random, int number, int plans) {
        Instant from = time(random);
        List<Phase> phases = new ArrayList<>(List.of(new Phase(new PlanRef("p", 1 + random.nextInt(plans)), from)));
        if (random.nextBoolean()) {
            phases.add(new Phase(new PlanRef("p", 1 + random.nextInt(plans)), from.plus(Duration.ofHours(30))));
        }
        List<Suspension> suspensions = new ArrayList<>();
        if (random.nextBoolean()) {
            Instant begin = from.plus(Duration.ofHours(random.nextInt(50)));
            suspensions.add(new Suspension(begin, random.nextBoolean() ? null : begin.plus(Duration.ofHours(7))));
        }
        return new Subscription(
                "s" + number,
                "c",
                phases,
                cycles(random),
                from,
                random.nextBoolean() ? null : from.plus(Duration.ofHours(1 + random.nextInt(100))),
                suspensions,
                random.nextBoolean() ? List.of() : List.of(new LimitOverride("f", "a", amount(random))),
                Map.of());
    }

    private static Cycles cycles(Random random) {
        List<Cycle> cycles = new ArrayList<>();
        Instant from = null;
        do {
            cycles.add(new Cycle(
                    random.nextBoolean() ? null : Instant.parse("2026-01-31T09:30:00Z"),
                    random.nextBoolean() ? BERLIN : ZoneId.of("UTC"),
                    from));
            from = from == null ? time(random) : from.plus(Duration.ofHours(1 + random.nextInt(100)));
        } while (random.nextInt(3) == 0);
        return new Cycles(cycles);
    }

    private static Grant grant(Random random, int number) {
        Instant effective = time(random);
        return new Grant(
                "g" + number,
                "c",
                FEATURES.get(random.nextInt(2)),
                random.nextBoolean() ? null : "b",
                1 + amount(random) % PlanLimit.MOST,
                0,
                effective,
                random.nextBoolean() ? null : effective.plus(Duration.ofHours(5)),
                random.nextInt(5) == 0 ? effective : null,
                Map.of());
    }

    private static CustomerTerms terms(Random random) {
        int plans = 1 + random.nextInt(3);
        Map<PlanRef, Plan> known = new HashMap<>();
        for (int i = 1; i <= plans; i++) {
            known.put(new PlanRef("p", i), plan(random, i));
        }
        List<Subscription> subscriptions = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            subscriptions.add(subscription(random, i, plans));
        }
        List<Grant> grants = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            grants.add(grant(random, i));
        }
        return new CustomerTerms(new Customer("c", List.of("s"), Map.of()), subscriptions, known, grants);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void isWhatEveryPartOfTheAgreementSays(long seed) {
        Random random = new Random(seed);
        int entitled = 0;
        for (int i = 0; i < 2_000; i++) {
            CustomerTerms terms = terms(random);
            Instant now = time(random);
            String feature = random.nextInt(3) == 0 ? null : FEATURES.get(random.nextInt(2));

            Standing standing = terms.at(feature, now);

            List<Subscription> held = terms.subscriptions().stream()
                    .filter(subscription -> holds(subscription, now))
                    .toList();
            List<Subscription> having = held.stream()
                    .filter(subscription -> feature(plan(terms, subscription, now), feature) != null)
                    .toList();
            if (having.size() == 1) {
                assertThat(standing).as("seed %d, %d", seed, i).isInstanceOf(Entitled.class);
                assertEntitled(terms, (Entitled) standing, having.get(0), feature, now);
                entitled++;
            } else {
                assertThat(standing).as("seed %d, %d", seed, i).isInstanceOf(NotEntitled.class);
                assertThat(((NotEntitled) standing).reason())
                        .isEqualTo(held.isEmpty() ? reason(terms, now) : Reason.FEATURE_UNAVAILABLE);
            }
        }
        assertThat(entitled).isGreaterThan(200);
    }

    private static boolean holds(Subscription subscription, Instant now) {
        Instant to = subscription.to();
        return !now.isBefore(subscription.from())
                && (to == null || now.isBefore(to))
                && subscription.suspensions().stream().noneMatch(suspension -> isIn(suspension, now));
    }

    private static boolean isIn(Suspension suspension, Instant now) {
        Instant to = suspension.to();
        return !now.isBefore(suspension.from()) && (to == null || now.isBefore(to));
    }

    private static Reason reason(CustomerTerms terms, Instant now) {
        Set<Subscription.State> states = new TreeSet<>();
        terms.subscriptions().forEach(subscription -> states.add(subscription.stateAt(now)));
        return states.contains(Subscription.State.SUSPENDED)
                ? Reason.SUSPENDED
                : states.contains(Subscription.State.ENDED) ? Reason.ENDED : Reason.NO_SUBSCRIPTION;
    }

    private static Plan plan(CustomerTerms terms, Subscription subscription, Instant now) {
        List<Phase> phases = subscription.phases();
        int phase = phases.size() - 1;
        while (phase > 0 && now.isBefore(phases.get(phase).from())) {
            phase--;
        }
        return requireNonNull(terms.plans().get(phases.get(phase).plan()));
    }

    private static Plan.@Nullable Feature feature(Plan plan, @Nullable String key) {
        List<Plan.Feature> found = plan.features().stream()
                .filter(feature -> key == null || feature.key().equals(key))
                .toList();
        return found.size() == 1 ? found.get(0) : null;
    }

    private static void assertEntitled(
            CustomerTerms terms, Entitled standing, Subscription subscription, @Nullable String key, Instant now) {
        Plan plan = plan(terms, subscription, now);
        Plan.Feature feature = requireNonNull(feature(plan, key));
        assertThat(standing.subscription()).isEqualTo(subscription);
        assertThat(standing.plan()).isEqualTo(plan);
        assertThat(standing.feature()).isEqualTo(feature);
        assertThat(standing.limits()).hasSize(feature.limits().size());
        for (int i = 0; i < feature.limits().size(); i++) {
            PlanLimit said = feature.limits().get(i);
            EffectiveLimit limit = standing.limits().get(i);
            BigInteger amount = BigInteger.valueOf(said.amount());
            for (LimitOverride override : subscription.overrides()) {
                if (override.feature().equals(feature.key()) && override.limit().equals(said.name())) {
                    amount = BigInteger.valueOf(override.amount());
                }
            }
            boolean unlimited = amount.longValue() == PlanLimit.UNLIMITED;
            Window window = limit.windows().at(now.toEpochMilli());
            amount = unlimited ? amount : share(amount, window, limit.windows().whole(now.toEpochMilli()));
            for (Grant grant : terms.grants()) {
                String only = grant.limit();
                Instant expires = grant.expires();
                if (!grant.voided()
                        && grant.feature().equals(feature.key())
                        && (only == null || only.equals(said.name()))
                        && !now.isBefore(grant.effective())
                        && (expires == null || now.isBefore(expires))
                        && window.contains(grant.effective().toEpochMilli())) {
                    amount = amount.add(BigInteger.valueOf(grant.amount()));
                }
            }
            long expected = unlimited
                    ? PlanLimit.UNLIMITED
                    : amount.min(BigInteger.valueOf(PlanLimit.MOST)).longValueExact();
            assertThat(limit.amount()).isEqualTo(expected);
            BigInteger denied = BigInteger.valueOf(expected)
                    .add(BigInteger.valueOf(expected)
                            .multiply(BigInteger.valueOf(said.gracePercent()))
                            .divide(BigInteger.valueOf(100)))
                    .min(BigInteger.valueOf(PlanLimit.MOST));
            assertThat(limit.deniedAbove())
                    .as("%s %d", said, expected)
                    .isEqualTo(
                            unlimited || said.kind() != PlanLimit.Kind.HARD
                                    ? PlanLimit.UNLIMITED
                                    : denied.longValueExact());
            assertNests(standing, limit, now);
        }
    }

    private static BigInteger share(BigInteger amount, Window window, Window whole) {
        return new BigDecimal(amount)
                .multiply(BigDecimal.valueOf(window.lengthMillis()))
                .divide(BigDecimal.valueOf(whole.lengthMillis()), 0, RoundingMode.UP)
                .toBigIntegerExact();
    }

    /** Hits are accounted in windows of which each lies in one window of each limit. */
    private static void assertNests(Entitled standing, EffectiveLimit limit, Instant now) {
        Window inner = standing.accounting().at(now.toEpochMilli());
        Window outer = limit.windows().at(now.toEpochMilli());
        assertThat(inner.startMillis()).isGreaterThanOrEqualTo(outer.startMillis());
        assertThat(inner.endMillis()).isLessThanOrEqualTo(outer.endMillis());
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void staysAsItIsUntilTheInstantThatItNames(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            CustomerTerms terms = terms(random);
            Instant now = time(random);
            String feature = FEATURES.get(random.nextInt(2));
            Standing standing = terms.at(feature, now);
            Instant end = FIRST.plus(Duration.ofDays(60));
            Instant until = standing.until().isBefore(end) ? standing.until() : end;

            assertThat(standing.until()).isAfter(now);
            for (Instant at = now; at.isBefore(until); at = at.plus(Duration.ofMinutes(30))) {
                assertThat(said(terms.at(feature, at)))
                        .as("seed %d, %d, %s", seed, i, at)
                        .isEqualTo(said(standing));
            }
            assertThat(said(terms.at(feature, until.minusMillis(1)))).isEqualTo(said(standing));
        }
    }

    private static Object said(Standing standing) {
        return standing instanceof Entitled entitled
                ? List.of(entitled.subscription(), entitled.plan(), entitled.feature(), entitled.limits())
                : ((NotEntitled) standing).reason();
    }

    @Test
    void raisesOnlyTheWindowThatAGrantBeginsIn() {
        Plan plan = new Plan(
                new PlanRef("p", 1),
                Plan.Status.ACTIVE,
                Unit.MONTH,
                List.of(new Plan.Feature(
                        "f",
                        "requests",
                        List.of(new PlanLimit("day", Unit.DAY, 1, 10, PlanLimit.Kind.HARD, 50, List.of())))),
                Map.of());
        Subscription subscription = new Subscription(
                "s",
                "c",
                List.of(new Phase(plan.ref(), FIRST)),
                Cycles.of(null, ZoneId.of("UTC")),
                FIRST,
                null,
                List.of(),
                List.of(),
                Map.of());
        Grant grant = new Grant("g", "c", "f", null, 5, 0, FIRST.plus(Duration.ofHours(30)), null, null, Map.of());
        CustomerTerms terms = new CustomerTerms(
                new Customer("c", List.of(), Map.of()),
                List.of(subscription),
                Map.of(plan.ref(), plan),
                List.of(grant));

        assertThat(deniedAbove(terms, 29)).isEqualTo(15);
        assertThat(deniedAbove(terms, 30)).isEqualTo(22);
        assertThat(deniedAbove(terms, 47)).isEqualTo(22);
        assertThat(deniedAbove(terms, 48)).isEqualTo(15);
        assertThat(terms.at("f", FIRST.plus(Duration.ofHours(29))).until()).isEqualTo(grant.effective());
        assertThat(terms.at("f", FIRST.plus(Duration.ofHours(30))).until()).isEqualTo(FIRST.plus(Duration.ofHours(48)));
    }

    private static long deniedAbove(CustomerTerms terms, int hours) {
        return ((Entitled) terms.at(null, FIRST.plus(Duration.ofHours(hours))))
                .limits()
                .get(0)
                .deniedAbove();
    }
}
