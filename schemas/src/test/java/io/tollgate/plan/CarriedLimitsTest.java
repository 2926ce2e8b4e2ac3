package io.tollgate.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.model.Unit;
import io.tollgate.model.Window;
import io.tollgate.model.Windows;
import io.tollgate.plan.PlanLimit.Rollover;
import io.tollgate.plan.Standing.EffectiveLimit;
import io.tollgate.plan.Standing.Entitled;
import io.tollgate.plan.Standing.GrantLeft;
import io.tollgate.plan.Subscription.Phase;
import io.tollgate.plan.Subscription.Suspension;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes on from window to window: examples, and random agreements beside a model that takes hit by hit. */
final class CarriedLimitsTest {

    private static final Instant FIRST = Instant.parse("2026-03-01T00:00:00Z");
    private static final Windows DAYS = Windows.calendar(Unit.DAY, 1, ZoneOffset.UTC, 1);

    private static Instant hour(int hours) {
        return FIRST.plus(Duration.ofHours(hours));
    }

    private static Instant day(int days) {
        return hour(24 * days);
    }

    private static Plan plan(int version, long amount, @Nullable Rollover rollover) {
        PlanLimit limit = new PlanLimit("daily", Unit.DAY, 1, amount, PlanLimit.Kind.HARD, 0, List.of(), rollover);
        return new Plan(
                new PlanRef("p", version),
                Plan.Status.ACTIVE,
                Unit.MONTH,
                List.of(new Plan.Feature("f", "requests", List.of(limit))),
                Map.of());
    }

    private static Subscription subscription(String key, Instant from, @Nullable Instant to, List<Phase> phases) {
        return new Subscription(
                key, "c", phases, Cycles.of(null, ZoneId.of("UTC")), from, to, List.of(), List.of(), Map.of());
    }

    private static CustomerTerms terms(Plan plan, Grant... grants) {
        return new CustomerTerms(
                new Customer("c", List.of(), Map.of()),
                List.of(subscription("s", FIRST, null, List.of(new Phase(plan.ref(), FIRST)))),
                Map.of(plan.ref(), plan),
                List.of(grants));
    }

    private static Grant grant(String key, long amount, Instant effective, @Nullable Instant expires) {
        return new Grant(key, "c", "f", null, amount, 0, effective, expires, null, Map.of());
    }

    /** @param used hits of the first day, the second, and so on */
    private static EffectiveLimit at(CustomerTerms terms, Instant now, long... used) {
        EarlierUsage.Builder windows = new EarlierUsage.Builder();
        for (int i = 0; i < used.length; i++) {
            windows.add(DAYS.at(day(i).toEpochMilli()), used[i]);
        }
        EarlierUsage usage = windows.build();
        return ((Entitled) terms.at("f", now, (subscription, feature) -> usage))
                .limits()
                .get(0);
    }

    private static Map<String, Long> left(List<GrantLeft> grants) {
        Map<String, Long> left = new HashMap<>();
        grants.forEach(each -> left.put(each.grant().key(), each.left()));
        return left;
    }

    @Test
    void rollsOverWhatWasNotUsedUpToTheCap() {
        CustomerTerms terms = terms(plan(1, 100, new Rollover(150, 2)));

        assertThat(at(terms, day(1), 30).amount()).isEqualTo(170);
        assertThat(at(terms, day(2), 30, 0).amount()).isEqualTo(250);
        assertThat(at(terms, day(2), 30, 0).rolledOver()).isEqualTo(150);
    }

    @Test
    void usesUpItsOwnAmountFirstThenWhatExpiresFirst() {
        CustomerTerms terms = terms(plan(1, 100, new Rollover(500, 2)));

        assertThat(at(terms, day(2), 30, 100).rolledOver()).isEqualTo(70);
        assertThat(at(terms, day(2), 30, 150).rolledOver()).isEqualTo(20);
        assertThat(at(terms, day(3), 30, 80, 130).rolledOver()).isEqualTo(20);
        assertThat(at(terms, day(3), 30, 80, 175).rolledOver()).isEqualTo(15);
    }

    @Test
    void forgetsWhatIsTooOld() {
        CustomerTerms terms = terms(plan(1, 100, new Rollover(500, 2)));

        assertThat(at(terms, day(2), 30, 100).rolledOver()).isEqualTo(70);
        assertThat(at(terms, day(3), 30, 100, 100).rolledOver()).isZero();
    }

    /** The table of docs/guide/plans.md. */
    @Test
    void isWhatTheGuideSays() {
        CustomerTerms terms = terms(plan(1, 1_000, new Rollover(300, 2)), grant("top-up", 500, hour(9), day(5)));

        assertThat(at(terms, hour(9)).amount()).isEqualTo(1_500);
        assertThat(at(terms, day(1), 1_200).amount()).isEqualTo(1_300);
        EffectiveLimit third = at(terms, day(2), 1_200, 600);
        assertThat(third.amount()).isEqualTo(1_600);
        assertThat(third.rolledOver()).isEqualTo(300);
        assertThat(left(third.grants())).isEqualTo(Map.of("top-up", 300L));
        assertThat(left(third.grantsAfter(1_450))).isEqualTo(Map.of("top-up", 150L));
        assertThat(at(terms, day(3), 1_200, 600, 1_450).amount()).isEqualTo(1_150);
    }

    @Test
    void carriesNothingWhereNothingIsKnown() {
        CustomerTerms terms = terms(plan(1, 100, new Rollover(500, 2)), grant("g", 5, day(0), day(9)));

        assertThat(((Entitled) terms.at("f", day(1))).limits().get(0).amount()).isEqualTo(100);
    }

    @Test
    void carriesAGrantOnUntilItExpires() {
        CustomerTerms terms = terms(plan(1, 10, null), grant("g", 8, hour(5), day(3)));

        assertThat(at(terms, hour(4)).amount()).isEqualTo(10);
        assertThat(at(terms, hour(5)).amount()).isEqualTo(18);
        assertThat(at(terms, day(1), 13).amount()).isEqualTo(15);
        assertThat(at(terms, day(2), 13, 12).amount()).isEqualTo(13);
        assertThat(at(terms, day(3), 13, 12).amount()).isEqualTo(10);
        assertThat(terms.at("f", hour(30)).until()).isEqualTo(day(2));
    }

    @Test
    void aGrantThatDoesNotSayWhenItExpiresEndsWithItsWindow() {
        assertThat(at(terms(plan(1, 10, null), grant("g", 8, hour(5), null)), day(1), 13)
                        .amount())
                .isEqualTo(10);
    }

    @Test
    void usesUpGrantsByPriorityThenByWhatExpiresFirst() {
        Grant late = grant("late", 5, hour(1), day(9));
        Grant soon = grant("soon", 5, hour(2), day(8));
        Grant first = new Grant("first", "c", "f", null, 5, -1, hour(3), day(20), null, Map.of());
        CustomerTerms terms = terms(plan(1, 10, new Rollover(4, 1)), late, soon, first);

        assertThat(left(at(terms, day(1), 18).grants())).isEqualTo(Map.of("soon", 2L, "late", 5L));
        assertThat(left(at(terms, day(1), 6).grantsAfter(21))).isEqualTo(Map.of("first", 0L, "soon", 3L, "late", 5L));
    }

    @Test
    void whatWasUsedOfAGrantThatEndsWithinAWindowStaysUsed() {
        Grant ends = new Grant("ends", "c", "f", null, 30, 0, hour(0), day(9), hour(12), Map.of());
        CustomerTerms terms = terms(plan(1, 10, null), ends, grant("stays", 20, hour(0), day(9)));
        EffectiveLimit after = at(terms, hour(13));

        assertThat(at(terms, hour(11)).amount()).isEqualTo(60);
        assertThat(after.amount()).isEqualTo(30);
        assertThat(after.overage(35)).isZero();
        assertThat(after.overage(61)).isEqualTo(1);
        assertThat(at(terms, day(1), 35).amount()).isEqualTo(30);
    }

    @Test
    void aSubscriptionThatFollowsDoesNotGetAGrantASecondTime() {
        Plan plan = plan(1, 10, null);
        CustomerTerms terms = new CustomerTerms(
                new Customer("c", List.of(), Map.of()),
                List.of(
                        subscription("old", FIRST, day(2), List.of(new Phase(plan.ref(), FIRST))),
                        subscription("new", day(2), null, List.of(new Phase(plan.ref(), day(2))))),
                Map.of(plan.ref(), plan),
                List.of(grant("g", 5, day(0), day(9)), grant("h", 3, day(2), day(9))));

        assertThat(at(terms, day(1)).amount()).isEqualTo(15);
        assertThat(at(terms, day(3)).amount()).isEqualTo(13);
    }

    @Test
    void knowsAllWindowsThatItLooksAtAlsoWhereMonthsDiffer() {
        Windows months =
                Windows.anchored(Unit.MONTH, 1, ZoneId.of("Europe/Berlin"), LocalDateTime.of(2026, 1, 31, 0, 0));
        for (int month = 0; month < 48; month++) {
            Window present = months.at(FIRST.plus(Duration.ofDays(30L * month)).toEpochMilli());
            Window window = present;
            for (int i = 0; i < EarlierUsage.MOST_WINDOWS; i++) {
                window = months.before(window);
            }
            assertThat(EarlierUsage.keptUntilMillis(window)).isGreaterThan(present.endMillis());
        }
    }

    /** One hit's worth of what is left of a day. */
    private record Token(int day, int lastDay) {}

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void isWhatTakingHitByHitLeaves(long seed) {
        Random random = new Random(seed);
        int carried = 0;
        for (int i = 0; i < 1_000; i++) {
            carried += compare(random, "seed " + seed + ", " + i);
        }
        assertThat(carried).isGreaterThan(300);
    }

    private static @Nullable Rollover rollover(Random random) {
        return random.nextInt(4) == 0 ? null : new Rollover(1 + random.nextInt(12), 1 + random.nextInt(4));
    }

    private static int compare(Random random, String name) {
        Plan before = plan(1, random.nextInt(8), rollover(random));
        Plan after = plan(2, random.nextInt(8), rollover(random));
        int changes = 1 + random.nextInt(20);
        int suspended = random.nextInt(30);
        Subscription subscription = new Subscription(
                "s",
                "c",
                List.of(new Phase(before.ref(), FIRST), new Phase(after.ref(), hour(24 * changes + 7))),
                Cycles.of(null, ZoneId.of("UTC")),
                FIRST,
                null,
                List.of(new Suspension(hour(24 * suspended + 3), hour(24 * suspended + 28))),
                List.of(),
                Map.of());
        List<Grant> grants = new ArrayList<>();
        for (int g = random.nextInt(6); g > 0; g--) {
            Instant effective = hour(random.nextInt(24 * 20));
            grants.add(new Grant(
                    "g" + g,
                    "c",
                    "f",
                    null,
                    1 + random.nextInt(10),
                    random.nextInt(3),
                    effective,
                    random.nextInt(4) == 0 ? null : effective.plus(Duration.ofHours(1 + random.nextInt(24 * 10))),
                    random.nextInt(4) == 0 ? effective.plus(Duration.ofHours(random.nextInt(72))) : null,
                    Map.of()));
        }
        int present = 1 + random.nextInt(25);
        long[] used = new long[present];
        for (int day = 0; day < present; day++) {
            used[day] = random.nextInt(3) == 0 ? 0 : random.nextInt(20);
        }
        Instant now = hour(24 * present + random.nextInt(24));
        CustomerTerms terms = new CustomerTerms(
                new Customer("c", List.of(), Map.of()),
                List.of(subscription),
                Map.of(before.ref(), before, after.ref(), after),
                grants);
        if (subscription.stateAt(now) == Subscription.State.SUSPENDED) {
            return 0;
        }

        EffectiveLimit limit = at(terms, now, used);

        List<Token> tokens = new ArrayList<>();
        Map<Grant, Long> left = new HashMap<>();
        grants.forEach(grant -> left.put(grant, grant.amount()));
        for (int day = 0; day < present; day++) {
            Instant end = day(day + 1);
            PlanLimit daily = limitAt(day < changes ? before : after);
            long own = daily.amount();
            for (long hit = 0; hit < used[day]; hit++) {
                if (own > 0) {
                    own--;
                } else if (!tokens.isEmpty()) {
                    tokens.remove(0);
                } else {
                    takeFromGrant(left, day);
                }
            }
            Rollover rollover = daily.rollover();
            if (rollover == null) {
                tokens.clear();
            } else {
                int born = day;
                for (long unit = 0; unit < own && born != suspended; unit++) {
                    tokens.add(new Token(born, born + rollover.maxPeriods()));
                }
                tokens.removeIf(token -> token.lastDay() <= born);
                tokens.sort(Comparator.comparingInt(Token::lastDay));
                while (tokens.size() > rollover.cap()) {
                    tokens.remove(0);
                }
            }
            left.keySet()
                    .removeIf(grant -> grant.effective().isBefore(end)
                            && (grant.expires() == null || !grant.end().isAfter(end)));
        }
        Rollover last = limitAt(
                        present < changes || (present == changes && now.isBefore(hour(24 * changes + 7)))
                                ? before
                                : after)
                .rollover();
        long rolledOver = last == null ? 0 : Math.min(last.cap(), tokens.size());
        Map<String, Long> expected = new HashMap<>();
        left.forEach((grant, remains) -> {
            if (remains > 0 && !grant.effective().isAfter(now) && grant.end().isAfter(now)) {
                expected.put(grant.key(), remains);
            }
        });
        assertThat(limit.rolledOver()).as(name).isEqualTo(rolledOver);
        assertThat(left(limit.grants())).as(name).isEqualTo(expected);
        return rolledOver > 0 || !expected.isEmpty() ? 1 : 0;
    }

    private static PlanLimit limitAt(Plan plan) {
        return plan.features().get(0).limits().get(0);
    }

    private static void takeFromGrant(Map<Grant, Long> left, int day) {
        left.keySet().stream()
                .filter(grant -> grant.effective().isBefore(day(day + 1))
                        && grant.end().isAfter(grant.effective())
                        && left.getOrDefault(grant, 0L) > 0)
                .min(Comparator.comparingInt(Grant::priority)
                        .thenComparing(Grant::end)
                        .thenComparing(Grant::effective)
                        .thenComparing(Grant::key))
                .ifPresent(grant -> left.merge(grant, -1L, Long::sum));
    }
}
