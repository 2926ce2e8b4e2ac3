package io.tollgate.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tollgate.model.Unit;
import io.tollgate.plan.Customer;
import io.tollgate.plan.Cycle;
import io.tollgate.plan.Cycles;
import io.tollgate.plan.Grant;
import io.tollgate.plan.Plan;
import io.tollgate.plan.PlanLimit;
import io.tollgate.plan.PlanRef;
import io.tollgate.plan.Resource;
import io.tollgate.plan.Subscription;
import io.tollgate.plan.Subscription.LimitOverride;
import io.tollgate.plan.Subscription.Phase;
import io.tollgate.plan.Subscription.Suspension;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DocumentsTest {

    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final List<ZoneId> ZONES =
            ZoneId.getAvailableZoneIds().stream().sorted().map(ZoneId::of).toList();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void writesWhatItReads(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            Resource resource = resource(random);

            String text = DocumentWriter.document(resource).toString();

            assertThat(DocumentReader.read(Documents.of(text), id -> null, NOW))
                    .as(text)
                    .isEqualTo(resource);
            assertThat(DocumentReader.read(Documents.of(text), id -> resource, NOW))
                    .as("what is there already: %s", text)
                    .isEqualTo(resource);
        }
    }

    private static Resource resource(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> plan(random);
            case 1 -> new Customer(key(random), distinct(random), metadata(random));
            case 2 -> subscription(random);
            default -> grant(random);
        };
    }

    @SafeVarargs
    private static <T> T pick(Random random, T... values) {
        return values[random.nextInt(values.length)];
    }

    private static String key(Random random) {
        return "k" + random.nextInt(1_000) + (random.nextBoolean() ? ".:_~+-" : "");
    }

    private static List<String> distinct(Random random) {
        List<String> texts = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            texts.add("subject " + i + (random.nextBoolean() ? " é\"\\ \u2028 😀" : ""));
        }
        return texts;
    }

    private static Plan plan(Random random) {
        List<Plan.Feature> features = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            List<PlanLimit> limits = new ArrayList<>();
            for (int j = 0; j <= random.nextInt(3); j++) {
                limits.add(limit(random, "l" + j));
            }
            features.add(new Plan.Feature("f" + i, random.nextBoolean() ? "requests" : "GB", limits));
        }
        Plan.Status status = pick(random, Plan.Status.values());
        Unit period = pick(random, Unit.HOUR, Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR);
        return new Plan(
                new PlanRef("p" + random.nextInt(9), 1 + random.nextInt(3)),
                status,
                period,
                features,
                metadata(random));
    }

    private static PlanLimit limit(Random random, String name) {
        PlanLimit.Kind kind = pick(random, PlanLimit.Kind.values());
        Unit unit = random.nextInt(3) == 0 ? null : pick(random, Unit.values());
        long amount = kind == PlanLimit.Kind.METERED || random.nextInt(4) == 0 ? PlanLimit.UNLIMITED : amount(random);
        boolean carries = amount != PlanLimit.UNLIMITED
                && (unit == null || unit.compareTo(Unit.HOUR) >= 0)
                && random.nextBoolean();
        return new PlanLimit(
                name,
                unit,
                unit == null ? 1 : 1 + random.nextInt(3),
                amount,
                kind,
                kind == PlanLimit.Kind.HARD ? random.nextInt(3) : 0,
                random.nextBoolean() ? List.of() : List.of(50, 100),
                carries ? new PlanLimit.Rollover(1 + random.nextInt(100), 1 + random.nextInt(12)) : null);
    }

    private static long amount(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> 0;
            case 1 -> PlanLimit.MOST;
            default -> random.nextLong(1, PlanLimit.MOST);
        };
    }

    private static Subscription subscription(Random random) {
        Instant from = instant(random);
        List<Phase> phases = new ArrayList<>(List.of(new Phase(new PlanRef("p", 1), from)));
        Instant next = from;
        for (int i = random.nextInt(3); i > 0; i--) {
            next = next.plusMillis(1 + random.nextInt(1_000_000));
            phases.add(new Phase(new PlanRef("p", i), next));
        }
        List<Suspension> suspensions = new ArrayList<>();
        for (int i = random.nextInt(2); i > 0; i--) {
            suspensions.add(new Suspension(from, random.nextBoolean() ? null : from.plusSeconds(5)));
        }
        return new Subscription(
                key(random),
                key(random),
                phases,
                cycles(random),
                from,
                random.nextBoolean() ? null : from.plusMillis(1 + random.nextInt(1_000_000)),
                suspensions,
                random.nextBoolean() ? List.of() : List.of(new LimitOverride("f", "l", amount(random))),
                metadata(random));
    }

    private static Cycles cycles(Random random) {
        List<Cycle> cycles = new ArrayList<>();
        Instant from = null;
        do {
            Instant anchor = random.nextBoolean() ? null : instant(random);
            cycles.add(new Cycle(anchor, ZONES.get(random.nextInt(ZONES.size())), from));
            from = from == null ? instant(random) : from.plusMillis(1 + random.nextInt(1_000_000));
        } while (random.nextInt(3) == 0);
        return new Cycles(cycles);
    }

    private static Grant grant(Random random) {
        Instant effective = instant(random);
        return new Grant(
                key(random),
                key(random),
                "f",
                random.nextBoolean() ? null : "l",
                1 + random.nextInt(100),
                random.nextInt(3),
                effective,
                random.nextBoolean() ? null : effective.plusMillis(1),
                random.nextBoolean() ? null : instant(random),
                metadata(random));
    }

    /** Of all times that four digits can say, some of them before zones had whole minutes. */
    private static Instant instant(Random random) {
        return Instant.ofEpochMilli(random.nextLong(
                Instant.parse("0001-01-02T00:00:00Z").toEpochMilli(),
                Instant.parse("9999-01-01T00:00:00Z").toEpochMilli()));
    }

    private static Map<String, @Nullable Object> metadata(Random random) {
        Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
        if (random.nextBoolean()) {
            metadata.put("n", random.nextLong());
            metadata.put("d", random.nextDouble());
            metadata.put("nested", List.of(Map.of("a", List.of(true, "x")), 7L));
            metadata.put("none", null);
        }
        return metadata;
    }

    private static String problems(String document) {
        BadDocumentException e = catchThrowableOfType(
                BadDocumentException.class, () -> DocumentReader.read(Documents.of(document), id -> null, NOW));
        return e == null ? "" : String.valueOf(e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            'gold', version: 1     | 'gold'              | version: missing
            'gold', version        | 'go@ld', version    | key: @ stands between key and version
            amount: 50             | amount: -1          | features[0].limits[0].amount: expected a whole number from 0 to 9223372036854775806, found -1
            amount: 50             | amount: 9223372036854775808 | features[0].limits[0].amount: expected a whole number from 0 to 9223372036854775806, found 9223372036854775808
            amount: 50             | amount: 9223372036854775807 | features[0].limits[0].amount: expected
            amount: 50             | amount: 1.5         | features[0].limits[0].amount: expected
            amount: 50             | amount: '50'        | features[0].limits[0].amount: expected
            amount: 50             | kind: 'hard'        | features[0].limits[0].amount: missing
            amount: 50             | unlimited: true, amount: 5 | features[0].limits[0].unlimited: amount says something else
            amount: 50             | amount: 5, kind: 'metered' | features[0].limits[0].amount: kind: metered has no amount
            amount: 50             | amount: 5, unit_multiplier: 0 | features[0].limits[0].unit_multiplier: expected a whole number from 1
            amount: 50             | amount: 5, color: 1 | features[0].limits[0].color: unknown field
            'second'               | 'fortnight'         | features[0].limits[0].unit: expected one of
            'burst'                | 'monthly'           | features[0].limits[1].name: 'monthly' names two limits of the feature
            'burst'                | ''                  | features[0].limits[0].name: expected 1 to
            [80, 100]              | [100, 80]           | features[0].limits[1].thresholds: expected percents in ascending order
            [80, 100]              | [-1]                | features[0].limits[1].thresholds[0]: expected a whole number from 1 to 1000, found -1
            [80, 100]              | [80], rollover: 5   | features[0].limits[1].rollover: expected a map, found 5
            [80, 100]              | [80], rollover: {}  | features[0].limits[1].rollover.cap: missing
            [80, 100]              | [80], rollover: {cap: 0} | features[0].limits[1].rollover.cap: expected a whole number from 1
            [80, 100]              | [80], rollover: {cap: 5, max_periods: 13} | features[0].limits[1].rollover.max_periods: expected a whole number from 1 to 12
            [80, 100]              | [80], rollover: {cap: 5, periods: 2} | features[0].limits[1].rollover.periods: unknown field
            amount: 50             | amount: 50, rollover: {cap: 5} | features[0].limits[0].rollover: its windows are too short
            amount: 50             | unlimited: true, rollover: {cap: 5} | features[0].limits[0].rollover: nothing is left of what has no amount
            amount: 50             | kind: 'metered', rollover: {cap: 5} | features[0].limits[0].rollover: nothing is left
            features:              | billing_period: 'minute', features: | billing_period: expected one of hour
            features:              | status: 'gone', features: | status: expected one of draft, active, archived
            features:              | metadata: [1], features: | metadata: expected a map
            features:              | metadata: {n: 18446744073709551616}, features: | metadata: has a number that takes more than 64 bits
            features:              | metadata: {n: [1e400]}, features: | metadata: has a number that takes more than 64 bits
            features:              | metadata: {n: '\\ud800'}, features: | metadata: has half of a surrogate pair
            """)
    void saysWhatIsWrongWithAPlan(String part, String instead, String problem) {
        assertThat(problems(Documents.GOLD.replace(part, instead))).contains(problem);
    }

    @Test
    void wantsLimitsOfAPlan() {
        assertThat(problems("{kind: 'Plan', key: 'p', version: 1}"))
                .isEqualTo("features: none (expected: at least one)");
        assertThat(problems("{kind: 'Plan', key: 'p', version: 1, features: [{key: 'f'}]}"))
                .startsWith("features[0].limits: none");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            Europe/Berlin          | Europe/Bärlin       | time_zone: unknown time zone 'Europe/Bärlin'
            Europe/Berlin          | +01:00              | time_zone: unknown time zone
            '2026-01-31'           | '2026-02-30'        | from: expected a date-time
            '2026-01-31'           | '2026-01-31', to: '2026-01-31' | to: expected a time after from
            '2026-01-31'           | '2026-01-31', anchor: 32 | anchor: expected a date-time
            '2026-01-31'           | '2026-01-31', anchor: '2026-01-00' | anchor: expected a date-time
            '2026-01-31'           | '+99999-01-01'      | from: expected a time in the years
            gold@1                 | gold                | plan: expected key and version of a plan
            gold@1                 | gold@0              | plan: expected key and version of a plan
            'acme', plan: 'gold@1' | 'acme'              | plan: missing
            'acme', plan: 'gold@1' | 'acme', phases: []  | phases: none
            'acme', plan: 'gold@1' | 'acme', phases: [{plan: 'a@1'}, {plan: 'b@1'}] | phases[1].from: missing
            'acme', plan           | 'ac me', plan       | customer: expected 1 to 128 letters
            """)
    void saysWhatIsWrongWithASubscription(String part, String instead, String problem) {
        assertThat(problems(Documents.ACME_GOLD.replace(part, instead))).contains(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            {kind: 'Customer', key: 'a', subjects: ['x', 'x']} | subjects[1]: stands there twice
            {kind: 'Customer', key: 'a', subjects: [7]} | subjects[0]: expected text, found 7 (put it in quotes)
            {kind: 'Customer', key: 'a', subjects: ['']} | subjects[0]: expected 1 to 512 characters
            {kind: 'Customer', key: 'a', subjects: ['\\udc00']} | subjects[0]: has half of a surrogate pair
            {kind: 'Customer', key: 'a', subjects: ['\\n']} | subjects[0]: expected 1 to 512 characters
            {kind: 'Customer', key: '../x'} | key: expected 1 to 128 letters
            {kind: 'Grant', key: 'g', customer: 'a', feature: 'f', amount: 0} | amount: expected a whole number from 1
            {kind: 'Grant', key: 'g', customer: 'a', feature: 'f', amount: 1, priority: -1} | priority: expected a whole
            {kind: 'Grant', key: 'g', customer: 'a', feature: 'f', amount: 1, effective: '2026-01-02', expires: '2026-01-01'} | expires: expected a time after effective
            {kind: 'Grant', key: 'g', customer: 'a', feature: 'f', amount: 1, voided_at: '2026-01-01'} | voided_at: has a meaning with voided: true only
            {kind: 'Thing', key: 'a'} | kind: expected Plan, Customer, Subscription or Grant
            {} | kind: expected Plan
            """)
    void saysWhatIsWrongWithOthers(String document, String problem) {
        assertThat(problems(document)).contains(problem);
    }

    @Test
    void keepsWhatADocumentLeavesOpen() {
        Subscription before = (Subscription) DocumentReader.read(
                Documents.of(
                        "{kind: 'Subscription', key: 's', customer: 'a', from: '2026-01-01', to: '2027-01-01', phases:"
                                + " [{plan: 'a@1'}, {plan: 'b@1', from: '2026-12-24'}], suspensions: [{from: '2026-03-01'}]}"),
                id -> null,
                NOW);

        Subscription same = (Subscription) DocumentReader.read(
                Documents.of("{kind: 'Subscription', key: 's', customer: 'a', plan: 'a@1'}"), id -> before, NOW);
        Subscription changed = (Subscription) DocumentReader.read(
                Documents.of("{kind: 'Subscription', key: 's', customer: 'a', plan: 'c@1', to: null}"),
                id -> before,
                NOW);

        assertThat(same).isEqualTo(before);
        assertThat(changed.phases()).containsExactly(before.phases().get(0), new Phase(new PlanRef("c", 1), NOW));
        assertThat(changed.to()).isNull();
        assertThat(changed.suspensions()).isEqualTo(before.suspensions());
    }

    @Test
    void keepsWhenAGrantWasVoided() {
        String voided = "{kind: 'Grant', key: 'g', customer: 'a', feature: 'f', amount: 1, voided: true}";
        Resource before = DocumentReader.read(Documents.of(voided), id -> null, NOW);

        assertThat(((Grant) before).voidedAt()).isEqualTo(NOW);
        assertThat(DocumentReader.read(Documents.of(voided), id -> before, NOW.plusSeconds(60)))
                .isEqualTo(before);
        assertThat(((Grant) DocumentReader.read(
                                Documents.of(voided.replace("true", "false")), id -> before, NOW.plusSeconds(60)))
                        .voided())
                .isFalse();
    }

    @Test
    void rollsOverHoursHoweverTheyAreSaid() {
        String limits = "limits: [{name: 'l', unit: 'minute', unit_multiplier: 60, amount: 5, rollover: {cap: 7}}]";
        Plan plan = (Plan) DocumentReader.read(
                Documents.of("{kind: 'Plan', key: 'p', version: 1, features: [{key: 'f', " + limits + "}]}"),
                id -> null,
                NOW);

        assertThat(plan.features().get(0).limits().get(0).rollover()).isEqualTo(new PlanLimit.Rollover(7, 1));
    }

    @Test
    void doesNotLetABeginPassTheSecondPlan() {
        Resource before = DocumentReader.read(
                Documents.of("{kind: 'Subscription', key: 's', customer: 'a', from: '2026-01-01', phases:"
                        + " [{plan: 'a@1'}, {plan: 'b@1', from: '2026-12-24'}]}"),
                id -> null,
                NOW);

        BadDocumentException e = catchThrowableOfType(
                BadDocumentException.class,
                () -> DocumentReader.read(
                        Documents.of(
                                "{kind: 'Subscription', key: 's', customer: 'a', plan: 'a@1', from: '2026-12-25'}"),
                        id -> before,
                        Instant.parse("2026-11-30T12:00:00Z")));

        assertThat(e).isNotNull().hasMessageContaining("from: ");
    }
}
