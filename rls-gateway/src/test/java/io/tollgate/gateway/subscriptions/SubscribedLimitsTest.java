package io.tollgate.gateway.subscriptions;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.gateway.decision.ChargedHits;
import io.tollgate.gateway.decision.Counter;
import io.tollgate.gateway.decision.CounterWindow;
import io.tollgate.gateway.decision.Decision;
import io.tollgate.gateway.decision.Decision.DescriptorDecision;
import io.tollgate.gateway.decision.DecisionObserver;
import io.tollgate.gateway.decision.RateLimitQuery;
import io.tollgate.gateway.decision.SubscriptionsUnknownException;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.gateway.rls.HandlingGateway;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.CounterKey;
import io.tollgate.model.DescriptorEntry;
import io.tollgate.model.Window;
import io.tollgate.plan.PlanRef;
import io.tollgate.plan.ResourceId;
import io.tollgate.plan.ResourceKind;
import io.tollgate.plan.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits of subscriptions as requests meet them, from resources in memory. */
final class SubscribedLimitsTest {

    private static final String GOLD =
            "{'kind': 'Plan', 'key': 'gold', 'version': 1, 'features': [{'key': 'calls', 'limits': ["
                    + "{'name': 'burst', 'unit': 'second', 'amount': 3},"
                    + "{'name': 'monthly', 'unit': 'billing_period', 'amount': 10}]}]}";
    private static final String ACME = "{'kind': 'Customer', 'key': 'acme', 'subjects': ['key-a', 'key-b']}";
    private static final String ACME_GOLD =
            "{'kind': 'Subscription', 'key': 'acme-gold', 'customer': 'acme', 'plan': 'gold@1',"
                    + " 'anchor': '2026-01-31T00:00:00+01:00', 'time_zone': 'Europe/Berlin', 'from': '2026-01-31T00:00:00+01:00'}";

    private static final String SUBSCRIPTION =
            "{'kind': 'Subscription', 'key': 'c%1$d-gold', 'customer': 'c%1$d', 'plan': 'gold@1',"
                    + " 'from': '2026-01-31T00:00:00Z'}";

    private final ListedResources resources = new ListedResources();
    private boolean known = true;
    private Instant now = Instant.parse("2026-03-10T10:20:30.500Z");
    private final SubscriptionCache cache = new SubscriptionCache(resources, () -> known, 1_000);
    private Set<PlanRef> defaults = Set.of();

    private HandlingGateway gateway(String root, String descriptor) {
        String yaml =
                "domain: api\n" + root + "descriptors: [{key: api_key, limits_from: subscription" + descriptor + "}]\n";
        LimitTable table = LimitTable.parse("limits.yaml", yaml, LimitFileOptions.defaults());
        return new HandlingGateway(table, cache, () -> now.toEpochMilli());
    }

    private HandlingGateway gateway() {
        apply(GOLD, ACME, ACME_GOLD);
        return gateway("", "");
    }

    private void apply(String... documents) {
        for (String document : documents) {
            cache.changed(resources.apply(document, now), defaults);
        }
    }

    private static Decision ask(HandlingGateway gateway, String subject, long hits) {
        return gateway.decide(new RateLimitQuery(
                "api",
                List.of(new RateLimitQuery.Descriptor(List.of(new DescriptorEntry("api_key", subject)), hits, null))));
    }

    private static DescriptorDecision one(HandlingGateway gateway, String subject, long hits) {
        return ask(gateway, subject, hits).descriptors().get(0);
    }

    private void at(String instant) {
        now = Instant.parse(instant);
    }

    @Test
    void allSubjectsOfACustomerUseUpOneCounter() {
        HandlingGateway gateway = gateway();

        assertThat(one(gateway, "key-a", 2).remaining()).isEqualTo(1);
        assertThat(one(gateway, "key-b", 1).remaining()).isZero();
        assertThat(ask(gateway, "key-a", 1).overLimit()).isTrue();
        assertThat(gateway.counters().find(CounterKey.quota("acme-gold", "calls")))
                .isNotNull();
    }

    @Test
    void aRequestThatOneLimitDeniesUsesUpNoneOfTheOthers() {
        HandlingGateway gateway = gateway();
        ask(gateway, "key-a", 3);
        ask(gateway, "key-a", 3);
        at("2026-03-10T10:20:31.500Z");

        DescriptorDecision after = one(gateway, "key-a", 3);
        assertThat(after.overLimit()).isFalse();
        at("2026-03-10T10:20:32.500Z");
        assertThat(one(gateway, "key-a", 0).remaining()).isEqualTo(3); // of the second
        ask(gateway, "key-a", 3);
        at("2026-03-10T10:20:33.500Z");
        DescriptorDecision last = one(gateway, "key-a", 1);
        assertThat(last.remaining()).isZero();
        assertThat(last.overLimit()).isFalse();
        assertThat(limitName(last)).isEqualTo("monthly");
    }

    private static String limitName(DescriptorDecision decision) {
        return requireNonNull(decision.limit()).name();
    }

    @ParameterizedTest(name = "until {0}")
    @CsvSource({"2026-03-10T10:20:30.500Z, 1769970", "2026-02-27T22:59:58Z, 2"})
    void theBillingPeriodBeginsAtTheAnchorsDayAndTheLastOfAShorterMonth(String instant, long seconds) {
        HandlingGateway gateway = gateway();
        at(instant);

        ask(gateway, "key-a", 3);
        DescriptorDecision decision = one(gateway, "key-a", 8);

        assertThat(limitName(decision)).isEqualTo("monthly");
        assertThat(decision.resetSeconds()).isEqualTo(seconds);
    }

    @Test
    void reportedHitsUseUpAllLimitsThoughTheyAreAboveOne() {
        apply(GOLD, ACME, ACME_GOLD);
        HandlingGateway gateway = gateway("", ", hits: reported");

        assertThat(ask(gateway, "key-a", 7).overLimit()).isTrue();
        assertThat(ask(gateway, "key-b", 0).overLimit()).isTrue();
        at("2026-03-10T10:20:31.500Z");
        assertThat(one(gateway, "key-b", 0).remaining()).isEqualTo(3);
        assertThat(ask(gateway, "key-a", 3).overLimit()).isFalse();
        at("2026-03-10T10:20:32.500Z");

        DescriptorDecision look = one(gateway, "key-b", 0);
        assertThat(look.overLimit()).isTrue();
        assertThat(limitName(look)).isEqualTo("monthly");
    }

    @Test
    void aSoftLimitAdmitsWhatIsBeyond() {
        apply(GOLD.replace("'amount': 3", "'amount': 3, 'kind': 'soft'"), ACME, ACME_GOLD);
        HandlingGateway gateway = gateway("", "");

        Decision decision = ask(gateway, "key-a", 9);

        assertThat(decision.overLimit()).isFalse();
        assertThat(decision.descriptors().get(0).remaining()).isZero();
    }

    @Test
    void aHardLimitMayBeExceededByItsGrace() {
        apply(
                GOLD.replace("'amount': 3", "'amount': 100, 'grace_percent': 10")
                        .replace("'amount': 10}", "'unlimited': true}"),
                ACME,
                ACME_GOLD);
        HandlingGateway gateway = gateway("", "");

        assertThat(ask(gateway, "key-a", 100).overLimit()).isFalse();
        assertThat(ask(gateway, "key-a", 10).overLimit()).isFalse();
        assertThat(ask(gateway, "key-a", 1).overLimit()).isTrue();
    }

    @Test
    void whatAFeatureReportsIsAdmittedBeyondItsLimitAndTheNextLookIsDenied() {
        apply(GOLD.replace("'key': 'calls', ", "'key': 'calls', 'hits': 'reported', "), ACME, ACME_GOLD);
        HandlingGateway gateway = gateway("", "");

        assertThat(ask(gateway, "key-a", 0).overLimit()).isFalse();
        assertThat(ask(gateway, "key-a", 12).overLimit()).isTrue(); // told, and booked
        now = now.plusSeconds(1);
        assertThat(ask(gateway, "key-a", 0).overLimit()).isTrue();
        assertThat(one(gateway, "key-a", 0).remaining()).isZero();
    }

    @Test
    void aGrantRaisesTheLimitsAtOnceAndWhatWasUsedStays() {
        HandlingGateway gateway = gateway();
        for (int second = 0; second < 3; second++) {
            now = now.plusSeconds(1);
            ask(gateway, "key-a", 3);
        }
        now = now.plusSeconds(1);
        ask(gateway, "key-a", 1);
        assertThat(ask(gateway, "key-a", 1).overLimit()).isTrue();

        apply("{'kind': 'Grant', 'key': 'g', 'customer': 'acme', 'feature': 'calls', 'amount': 2, 'limit': 'monthly'}");

        assertThat(one(gateway, "key-b", 1).remaining()).isEqualTo(1);
        assertThat(ask(gateway, "key-b", 1).overLimit()).isFalse();
        now = now.plusSeconds(1);
        assertThat(ask(gateway, "key-b", 1).overLimit()).isTrue();
    }

    @Test
    void aGrantIsOverWithItsWindow() {
        HandlingGateway gateway = gateway();
        apply("{'kind': 'Grant', 'key': 'g', 'customer': 'acme', 'feature': 'calls', 'amount': 5}");

        assertThat(one(gateway, "key-a", 8).remaining()).isZero(); // of this second: 3 and 5
        now = now.plusSeconds(1);

        assertThat(ask(gateway, "key-a", 4).overLimit()).isTrue();
    }

    @Test
    void anotherPlanHoldsAtOnceAndWhatWasUsedStays() {
        HandlingGateway gateway = gateway();
        ask(gateway, "key-a", 3);
        apply(
                GOLD.replace("'version': 1", "'version': 2")
                        .replace("'amount': 10", "'amount': 100")
                        .replace("'amount': 3", "'amount': 50"),
                ACME_GOLD.replace("gold@1", "gold@2"));
        now = now.plusMillis(1);

        assertThat(one(gateway, "key-a", 1).remaining()).isEqualTo(46); // of this second
        now = now.plusSeconds(1);
        assertThat(ask(gateway, "key-a", 50).overLimit()).isFalse();
        now = now.plusSeconds(1);
        assertThat(one(gateway, "key-a", 46).remaining()).isZero(); // 100 - 3 - 1 - 50 - 46
    }

    @Test
    void aWindowThatOnlyTheNewPlanHasBeginsWithNothingUsed() {
        HandlingGateway gateway = gateway();
        assertThat(used(gateway, 3, 3, 3)).containsOnly(false);
        apply(
                GOLD.replace("'version': 1", "'version': 2")
                        .replace("'amount': 10}", "'amount': 10}, {'name': 'daily', 'unit': 'day', 'amount': 2}"),
                ACME_GOLD.replace("gold@1", "gold@2"));

        assertThat(used(gateway, 2, 1)).containsExactly(true, false); // 9 of 10 were used in the month, none in the day
        assertThat(limitName(one(gateway, "key-a", 1))).isEqualTo("monthly");
    }

    @Test
    void anOverrideInTheMiddleOfAPeriodHoldsAtOnceAndWhatWasUsedStays() {
        HandlingGateway gateway = gateway();
        assertThat(used(gateway, 3, 3)).containsOnly(false);
        apply(ACME_GOLD.substring(0, ACME_GOLD.length() - 1)
                + ", 'overrides': [{'feature': 'calls', 'limit': 'monthly', 'amount': 8}]}");

        assertThat(used(gateway, 3, 2, 1)).containsExactly(true, false, true);
    }

    @Test
    void aSubscriptionThatBeginsAndEndsWithinAPeriodHasTheWholeAmount() {
        apply(
                GOLD,
                ACME,
                ACME_GOLD.replace("'from': '2026-01-31T00:00:00+01:00'", "'from': '2026-03-10', 'to': '2026-03-11'"));
        HandlingGateway gateway = gateway("", "");

        assertThat(used(gateway, 3, 3, 3, 1, 1)).containsExactly(false, false, false, false, true);
    }

    @Test
    void anotherAnchorHoldsFromTheNextPeriodOnWhichIsShorterAndHasItsShare() {
        HandlingGateway gateway = gateway();
        ask(gateway, "key-a", 3);
        apply(ACME_GOLD.replace("'anchor': '2026-01-31", "'anchor': '2026-01-15"));
        at("2026-03-30T21:59:50Z");

        assertThat(used(gateway, 3, 3, 1)).containsExactly(false, false, false); // 10 with those before
        assertThat(used(gateway, 1)).containsExactly(true);
        at("2026-03-30T22:00:00Z");
        assertThat(used(gateway, 3, 2, 1)).containsExactly(false, false, true); // 15 days of a month
        at("2026-04-14T22:00:00Z");
        assertThat(used(gateway, 3, 3, 3, 1, 1)).containsExactly(false, false, false, false, true);
    }

    /** Asks for hits in one second after the other, and returns which of them were denied. */
    private List<Boolean> used(HandlingGateway gateway, long... hits) {
        List<Boolean> denied = new ArrayList<>();
        for (long some : hits) {
            denied.add(ask(gateway, "key-a", some).overLimit());
            now = now.plusSeconds(1);
        }
        return denied;
    }

    @Test
    void theHoursInWhichHitsAreAccountedAreCutWhereAnotherZoneBeginsToHold() {
        HandlingGateway gateway = gateway();
        apply(ACME_GOLD.replace("Europe/Berlin", "Asia/Kathmandu"));
        at("2026-03-30T21:59:59Z");
        ask(gateway, "key-a", 1);
        at("2026-03-30T22:00:00Z");

        ask(gateway, "key-a", 1);

        assertThat(requireNonNull(gateway.counters().find(CounterKey.quota("acme-gold", "calls")))
                        .windows())
                .extracting(CounterWindow::window)
                .contains(new Window(
                        now.toEpochMilli(), now.plus(Duration.ofMinutes(15)).toEpochMilli()));
    }

    @Test
    void anOverrideTakesThePlaceOfThePlansAmount() {
        HandlingGateway gateway = gateway();
        apply(ACME_GOLD.substring(0, ACME_GOLD.length() - 1)
                + ", 'overrides': [{'feature': 'calls', 'limit': 'burst', 'amount': 7}]}");

        assertThat(one(gateway, "key-a", 1).remaining()).isEqualTo(6);
    }

    @Test
    void whoHasNoSubscriptionIsDeniedUnlessTheFileSaysOtherwise() {
        HandlingGateway gateway = gateway();

        Decision decision = ask(gateway, "stranger", 1);

        assertThat(decision.overLimit()).isTrue();
        assertThat(decision.descriptors().get(0).metadata()).containsEntry("reason", "unknown_subject");
    }

    @Test
    void aRuleInShadowModeDeniesNobodyAndCountsWhomItWouldDeny() {
        apply(GOLD, ACME, ACME_GOLD);
        HandlingGateway gateway = gateway("", ", shadow_mode: true");
        Told told = new Told();
        gateway.tell(told);

        Decision stranger = ask(gateway, "stranger", 4);
        Decision customer = ask(gateway, "key-a", 4);

        assertThat(stranger.overLimit()).isFalse();
        assertThat(stranger.descriptors().get(0).overLimit()).isFalse();
        assertThat(stranger.descriptors().get(0).metadata()).containsEntry("reason", "unknown_subject");
        assertThat(customer.overLimit()).isFalse();
        assertThat(told.said)
                .containsExactly(
                        "4 hits, limit 0, over: true, shadow: true",
                        "UNKNOWN_SUBJECT",
                        "4 hits, limit 3, over: true, shadow: true");
    }

    @Test
    void hitsOfWhoHasNoSubscriptionCountAsOverALimitOfNothing() {
        HandlingGateway gateway = gateway();
        Told told = new Told();
        gateway.tell(told);

        ask(gateway, "stranger", 4);

        assertThat(told.said).containsExactly("4 hits, limit 0, over: true, shadow: false", "UNKNOWN_SUBJECT");
    }

    /** Writes down what is observed. */
    private static final class Told implements DecisionObserver {
        private final List<String> said = new ArrayList<>();

        @Override
        public void charged(ChargedHits hits) {
            said.add(hits.hits() + " hits, limit " + hits.limit().requestsPerUnit() + ", over: " + hits.overLimit()
                    + ", shadow: " + hits.shadowMode());
        }

        @Override
        public void unknownDomain(String domain) {}

        @Override
        public void admittedByGlobalShadowMode() {}

        @Override
        public void notEntitled(String domain, Standing.Reason reason) {
            said.add(reason.name());
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'to': '2026-03-10T10:20:35Z' | ended",
                "'suspensions': [{'from': '2026-03-10T10:20:35Z'}] | suspended",
            })
    void whatWasServedUnderASubscriptionIsBookedToItUpToAnHourAfterItCeasedToHold(String field, String reason) {
        apply(
                GOLD.replace("'key': 'calls', ", "'key': 'calls', 'hits': 'reported', "),
                ACME,
                ACME_GOLD.substring(0, ACME_GOLD.length() - 1) + ", " + field + "}");
        HandlingGateway gateway = gateway("", "");
        assertThat(ask(gateway, "key-a", 0).overLimit()).isFalse();

        at("2026-03-10T11:20:34.999Z");
        DescriptorDecision told = one(gateway, "key-a", 2);
        Decision look = ask(gateway, "key-a", 0);
        long booked = booked(gateway);
        at("2026-03-10T11:20:35Z");
        ask(gateway, "key-a", 2);

        assertThat(told.metadata()).containsEntry("subscription", "acme-gold").containsEntry("reason", reason);
        assertThat(look.overLimit()).isTrue();
        assertThat(booked).isEqualTo(2);
        assertThat(booked(gateway)).isEqualTo(2);
    }

    private static long booked(HandlingGateway gateway) {
        return requireNonNull(gateway.counters().find(CounterKey.quota("acme-gold", "calls"))).windows().stream()
                .mapToLong(window -> window.used(ChargeMode.ADMITTED))
                .max()
                .orElse(0);
    }

    @Test
    void whatIsNotReportedIsNotBookedAfterTheEnd() {
        apply(GOLD, ACME, ACME_GOLD.substring(0, ACME_GOLD.length() - 1) + ", 'to': '2026-03-10T10:20:00Z'}");
        HandlingGateway gateway = gateway("", "");

        assertThat(ask(gateway, "key-a", 1).overLimit()).isTrue();
        assertThat(gateway.counters().find(CounterKey.quota("acme-gold", "calls")))
                .isNull();
    }

    @Test
    void whoHasNoSubscriptionIsAdmittedIfTheFileSaysSo() {
        apply(GOLD, ACME);
        HandlingGateway gateway = gateway("subscriptions: {unknown_subject: allow}\n", "");

        assertThat(ask(gateway, "stranger", 1_000).overLimit()).isFalse();
        assertThat(ask(gateway, "key-a", 1).overLimit()).isTrue(); // a customer without a subscription
    }

    @Test
    void eachSubjectWithoutASubscriptionHasTheDefaultPlanForItself() {
        defaults = Set.of(new PlanRef("gold", 1));
        apply(GOLD);
        HandlingGateway gateway = gateway("subscriptions: {unknown_subject: gold@1}\n", "");

        assertThat(one(gateway, "x", 3).remaining()).isZero();
        assertThat(one(gateway, "y", 2).remaining()).isEqualTo(1);
        assertThat(ask(gateway, "x", 1).overLimit()).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'to': '2026-03-10T10:00:00Z' | ended",
                "'suspensions': [{'from': '2026-03-10T10:00:00Z'}] | suspended",
            })
    void aSubscriptionThatDoesNotHoldDenies(String field, String reason) {
        HandlingGateway gateway = gateway();
        assertThat(ask(gateway, "key-a", 1).overLimit()).isFalse();

        apply(ACME_GOLD.substring(0, ACME_GOLD.length() - 1) + ", " + field + "}");

        Decision decision = ask(gateway, "key-a", 1);
        assertThat(decision.overLimit()).isTrue();
        assertThat(decision.descriptors().get(0).metadata()).containsEntry("reason", reason);
    }

    @Test
    void theEndOfASubscriptionComesByItself() {
        HandlingGateway gateway = gateway();
        apply(ACME_GOLD.substring(0, ACME_GOLD.length() - 1) + ", 'to': '2026-03-10T10:20:35Z'}");
        assertThat(ask(gateway, "key-a", 1).overLimit()).isFalse();

        at("2026-03-10T10:20:35Z");

        assertThat(ask(gateway, "key-a", 1).overLimit()).isTrue();
    }

    @Test
    void aFeatureThatThePlanLacksIsDenied() {
        apply(GOLD, ACME, ACME_GOLD);
        HandlingGateway gateway = gateway("", ", feature: storage");

        assertThat(ask(gateway, "key-a", 1).descriptors().get(0).metadata())
                .containsEntry("reason", "feature_unavailable");
    }

    @Test
    void answersTellCustomerSubscriptionPlanAndFeature() {
        HandlingGateway gateway = gateway();

        assertThat(one(gateway, "key-b", 1).metadata())
                .containsEntry("customer", "acme")
                .containsEntry("subscription", "acme-gold")
                .containsEntry("plan", "gold@1")
                .containsEntry("feature", "calls");
    }

    @Test
    void aSubjectThatMovesToAnotherCustomerIsChargedThereAtOnce() {
        HandlingGateway gateway = gateway();
        ask(gateway, "key-b", 1);
        apply(
                "{'kind': 'Customer', 'key': 'acme', 'subjects': ['key-a']}",
                "{'kind': 'Customer', 'key': 'other', 'subjects': ['key-b']}");

        assertThat(ask(gateway, "key-b", 1).descriptors().get(0).metadata())
                .containsEntry("customer", "other")
                .containsEntry("reason", "no_subscription");
    }

    @Test
    void aDeletedSubscriptionHoldsNoLonger() {
        HandlingGateway gateway = gateway();
        ask(gateway, "key-b", 1);

        cache.changed(resources.delete(new ResourceId(ResourceKind.SUBSCRIPTION, "acme-gold")), defaults);

        assertThat(ask(gateway, "key-b", 1).overLimit()).isTrue();
    }

    @Test
    void aKnownSubjectIsReadOnce() {
        HandlingGateway gateway = gateway();
        ask(gateway, "key-a", 1);
        int before = resources.reads;

        ask(gateway, "key-a", 1);

        assertThat(resources.reads).isEqualTo(before);
    }

    @Test
    void subjectsThatAreNotInUseMakeRoomForOthersAndAreReadAgain() {
        apply(GOLD);
        SubscriptionCache small = new SubscriptionCache(resources, () -> true, 10);
        LimitTable table = LimitTable.parse(
                "limits.yaml",
                "{domain: api, descriptors: [{key: api_key, limits_from: subscription}]}",
                LimitFileOptions.defaults());
        HandlingGateway gateway = new HandlingGateway(table, small, () -> now.toEpochMilli());
        for (int i = 0; i < 100; i++) {
            apply(
                    "{'kind': 'Customer', 'key': 'c%1$d', 'subjects': ['s%1$d']}".formatted(i),
                    SUBSCRIPTION.formatted(i));
        }

        for (int i = 0; i < 100; i++) {
            assertThat(one(gateway, "s" + i, 1).remaining()).isEqualTo(2);
            ask(gateway, "s0", 0);
            assertThat(small.size()).isLessThanOrEqualTo(10);
        }

        int before = resources.reads;
        ask(gateway, "s0", 0); // was in use all the time
        assertThat(resources.reads).isEqualTo(before);
        assertThat(one(gateway, "s1", 1).remaining()).isEqualTo(1);
        assertThat(resources.reads).isEqualTo(before + 1);
    }

    @Test
    void aCounterThatLeftTheHeapIsLookedUpAgain() {
        HandlingGateway gateway = gateway();
        ask(gateway, "key-a", 2);
        Counter first = requireNonNull(gateway.counters().find(CounterKey.quota("acme-gold", "calls")));
        first.retire().forEach(window -> assertThat(window.close()).isTrue());
        gateway.counters().remove(first);

        assertThat(one(gateway, "key-a", 1).remaining()).isEqualTo(2);

        assertThat(gateway.counters().find(first.key())).isNotNull().isNotSameAs(first);
    }

    @Test
    void nobodyIsJudgedBeforeSubscriptionsWereRead() {
        HandlingGateway gateway = gateway();
        known = false;

        assertThatThrownBy(() -> ask(gateway, "key-a", 1)).isInstanceOf(SubscriptionsUnknownException.class);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "limits_from: plan | invalid limits_from 'plan' (expected: subscription)",
                "limits_from: subscription, value: x | value does not go with limits_from",
                "limits_from: subscription, rate_limit: {unit: day, requests_per_unit: 1} | rate_limit does not go with limits_from",
                "feature: x | feature has no meaning without limits_from: subscription",
            })
    void limitFilesThatMeanNothingAreRejected(String fields, String message) {
        String yaml = "domain: api\ndescriptors: [{key: api_key, " + fields + "}]\n";

        assertThatThrownBy(() -> LimitTable.parse("limits.yaml", yaml, LimitFileOptions.defaults()))
                .hasMessageContaining("limits.yaml:2: ")
                .hasMessageContaining(message);
    }
}
