package io.tollgate.resource;

import static io.tollgate.resource.Documents.ACME;
import static io.tollgate.resource.Documents.ACME_GOLD;
import static io.tollgate.resource.Documents.GOLD;
import static io.tollgate.resource.Documents.GRANT;
import static io.tollgate.resource.Documents.applying;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tollgate.plan.Customer;
import io.tollgate.plan.Cycle;
import io.tollgate.plan.Cycles;
import io.tollgate.plan.PlanRef;
import io.tollgate.plan.ResourceId;
import io.tollgate.plan.ResourceKind;
import io.tollgate.plan.Subscription;
import io.tollgate.resource.RejectedDocumentsException.Rejected;
import io.tollgate.resource.Revision.Action;
import io.tollgate.resource.SubscriptionVerb.Verb;
import io.tollgate.resource.SubscriptionVerb.When;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class ResourceRulesTest {

    private static final Signed NOBODY = new Signed("", "");
    private static final String SILVER =
            "{kind: 'Plan', key: 'silver', version: 1, features: [{key: 'calls', limits: [{name: 'daily', unit: 'day', amount: 5}]}]}";
    private static final String STORAGE =
            "{kind: 'Plan', key: 'storage', version: 1, features: [{key: 'bytes', limits: [{name: 'all', unit: 'month', kind: 'metered'}]}]}";

    private final HeapResources resources = new HeapResources();

    private void given(String... documents) {
        resources.make(applying(documents));
    }

    private List<String> problems(String... documents) {
        RejectedDocumentsException e =
                catchThrowableOfType(RejectedDocumentsException.class, () -> resources.make(applying(documents)));
        return e == null
                ? List.of()
                : e.rejected().stream()
                        .map(one -> one.document() + " " + one.problem())
                        .toList();
    }

    private static ResourceId subscription(String key) {
        return new ResourceId(ResourceKind.SUBSCRIPTION, key);
    }

    @Test
    void takesDocumentsInAnyOrderAndLeavesWhatIsSaidAgain() {
        List<Revision> made = resources.make(applying(GRANT, ACME_GOLD, ACME, GOLD));
        List<Revision> again = resources.make(applying(GRANT, ACME_GOLD, ACME, GOLD));

        assertThat(made).extracting(Revision::action).containsOnly(Action.CREATED);
        assertThat(made)
                .extracting(revision -> revision.id().toString())
                .containsExactly("grant goodwill", "subscription acme-gold", "customer acme", "plan gold@1");
        assertThat(again).extracting(Revision::action).containsOnly(Action.UNCHANGED);
        assertThat(again).extracting(Revision::number).containsOnly(1);
    }

    @Test
    void fixesAPublishedPlanButForStatusAndMetadata() {
        given(GOLD);

        assertThat(problems(GOLD.replace("amount: 50", "amount: 51")))
                .singleElement()
                .asString()
                .startsWith("0 features[0]: a feature of a published plan does not change");
        assertThat(problems(GOLD.replace("features:", "billing_period: 'year', features:")))
                .singleElement()
                .asString()
                .startsWith("0 billing_period: ");
        assertThat(problems(GOLD.replace("features:", "status: 'draft', features:")))
                .singleElement()
                .asString()
                .startsWith("0 status: is published");
        assertThat(problems(GOLD.replace("features:", "status: 'archived', metadata: {price: 9}, features:")))
                .isEmpty();
        assertThat(problems(GOLD)).isEmpty();
    }

    @Test
    void letsADraftChangeAndNobodySubscribeToIt() {
        String draft = GOLD.replace("features:", "status: 'draft', features:");
        given(draft, ACME);

        assertThat(problems(ACME_GOLD))
                .containsExactly("0 plan: plan gold@1 is a draft (expected: one with status active)");
        assertThat(problems(draft.replace("amount: 50", "amount: 51"))).isEmpty();
        assertThat(problems(GOLD, ACME_GOLD)).isEmpty();
    }

    @Test
    void keepsNewSubscribersFromAnArchivedPlanAndOldOnesInIt() {
        String archived = GOLD.replace("features:", "status: 'archived', features:");
        given(GOLD, ACME, ACME_GOLD);
        given(archived);

        assertThat(problems(ACME_GOLD.replace("from:", "metadata: {a: 1}, from:")))
                .isEmpty();
        assertThat(problems(ACME.replace("acme", "globex").replace("key-", "g-"), ACME_GOLD.replace("acme", "globex")))
                .containsExactly("1 plan: plan gold@1 is archived: nobody else can have it");
    }

    @Test
    void takesAnArchivedPlanFromElsewhereWithThoseWhoHaveIt() {
        String archived = GOLD.replace("features:", "status: 'archived', features:");

        given(archived, ACME);
        given(ACME_GOLD);

        assertThat(resources.find(subscription("acme-gold"))).isNotNull();
    }

    @Test
    void takesAGrantThatIsOverFromElsewhereThoughItsSubscriptionIsGone() {
        given(ACME);

        assertThat(problems(GRANT.replace("amount", "effective: '2026-01-01', expires: '2026-02-01', amount")))
                .isEmpty();
        assertThat(problems(GRANT.replace("goodwill", "other")
                        .replace("amount", "effective: '2026-01-01', expires: '2027-02-01', amount")))
                .hasSize(1);
    }

    @Test
    void namesTheOwnerOfASubjectThatIsClaimedASecondTime() {
        given(ACME);

        assertThat(problems("{kind: 'Customer', key: 'globex', subjects: ['key-g', 'key-b']}"))
                .containsExactly("0 subjects[1]: is a subject of customer acme (expected: of one customer only)");
        assertThat(problems(
                        "{kind: 'Customer', key: 'a', subjects: ['new']}",
                        "{kind: 'Customer', key: 'b', subjects: ['new']}"))
                .containsExactly("1 subjects[0]: is a subject of customer a (expected: of one customer only)");
    }

    @Test
    void letsCustomersExchangeSubjectsInOneBatch() {
        given("{kind: 'Customer', key: 'a', subjects: ['x']}", "{kind: 'Customer', key: 'b', subjects: ['y']}");

        assertThat(problems(
                        "{kind: 'Customer', key: 'a', subjects: ['y']}",
                        "{kind: 'Customer', key: 'b', subjects: ['x']}"))
                .isEmpty();
        assertThat(resources.customerOf("x")).isEqualTo("b");
        assertThat(problems("{kind: 'Customer', key: 'a', subjects: ['x']}"))
                .containsExactly("0 subjects[0]: is a subject of customer b (expected: of one customer only)");
    }

    @Test
    void wantsCustomerAndPlansOfASubscriptionToBeThere() {
        assertThat(problems(ACME_GOLD))
                .containsExactly("0 customer: there is no customer acme", "0 plan: there is no plan gold@1");
        given(GOLD, ACME);
        assertThat(problems("{kind: 'Subscription', key: 's', customer: 'acme', from: '2026-01-01', phases:"
                        + " [{plan: 'gold@1'}, {plan: 'gold@2', from: '2026-02-01'}]}"))
                .containsExactly("0 phases[1].plan: there is no plan gold@2");
    }

    @Test
    void namesThePlanOfADocumentThatSaysNoPhases() {
        given(GOLD, ACME, ACME_GOLD);

        assertThat(problems(ACME_GOLD.replace("gold@1", "gold@9"))).containsExactly("0 plan: there is no plan gold@9");
    }

    @Test
    void wantsOverridesToNameALimitWithAnAmount() {
        given(GOLD, STORAGE, ACME);

        assertThat(
                        problems(
                                ACME_GOLD.replace(
                                        "from:",
                                        "overrides: [{feature: 'calls', limit: 'burst', amount: 7},"
                                                + " {feature: 'call', limit: 'burst', amount: 7}, {feature: 'calls', limit: 'b', amount: 7}], from:")))
                .containsExactly(
                        "0 overrides[1].feature: no plan of the subscription has a feature call",
                        "0 overrides[2].limit: feature calls has no limit b in a plan of the subscription");
        assertThat(problems("{kind: 'Subscription', key: 's', customer: 'acme', plan: 'storage@1',"
                        + " overrides: [{feature: 'bytes', limit: 'all', amount: 7}]}"))
                .containsExactly("0 overrides[0].limit: limit all is metered: it has no amount");
    }

    @Test
    void refusesASecondSubscriptionForAFeatureAtTheSameTime() {
        given(GOLD, SILVER, STORAGE, ACME, ACME_GOLD);

        assertThat(problems("{kind: 'Subscription', key: 's', customer: 'acme', plan: 'silver@1', from: '2027-01-01'}"))
                .containsExactly("0 customer acme has feature calls at the same time by subscription acme-gold to plan"
                        + " gold@1 (expected: one subscription for one feature)");
        assertThat(problems("{kind: 'Subscription', key: 's', customer: 'acme', plan: 'silver@1', from: '2025-01-01',"
                        + " to: '2026-01-01'}"))
                .isEmpty();
        assertThat(problems("{kind: 'Subscription', key: 't', customer: 'acme', plan: 'storage@1'}"))
                .isEmpty();
    }

    @Test
    void letsOneSubscriptionEndWhereTheNextOneBeginsInOneBatch() {
        given(GOLD, SILVER, ACME, ACME_GOLD);

        assertThat(problems(
                        "{kind: 'Subscription', key: 's', customer: 'acme', plan: 'silver@1', from: '2027-01-01T00:00:00Z'}",
                        ACME_GOLD.replace("from:", "to: '2027-01-01T00:00:00Z', from:")))
                .isEmpty();
    }

    @Test
    void comparesThePhasesOfSubscriptions() {
        given(GOLD, STORAGE, ACME);
        given("{kind: 'Subscription', key: 'a', customer: 'acme', from: '2026-01-01', phases:"
                + " [{plan: 'gold@1'}, {plan: 'storage@1', from: '2026-07-01'}]}");

        String crossed = "{kind: 'Subscription', key: 'b', customer: 'acme', from: '2026-01-01', phases:"
                + " [{plan: 'storage@1'}, {plan: 'gold@1', from: '2026-07-01'}]}";
        assertThat(problems(crossed)).isEmpty();
        assertThat(problems(crossed.replace("07-01", "06-30")))
                .singleElement()
                .asString()
                .contains("feature calls at the same time by subscription a");
    }

    @Test
    void keepsTheCustomerOfASubscription() {
        given(GOLD, ACME, ACME_GOLD, "{kind: 'Customer', key: 'b'}");

        assertThat(problems(ACME_GOLD.replace("'acme'", "'b'")))
                .singleElement()
                .asString()
                .startsWith("0 customer: does not change");
    }

    @Test
    void letsAnotherAnchorAndZoneHoldFromTheNextBillingPeriodOn() {
        given(GOLD, ACME, ACME_GOLD);
        String other =
                ACME_GOLD.replace("Europe/Berlin", "UTC").replace("from:", "anchor: '2026-01-15T00:00:00Z', from:");

        given(other);

        Cycles cycles = cycles("acme-gold");
        assertThat(cycles.all()).hasSize(2);
        assertThat(cycles.at(HeapResources.NOW).zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        Cycle next = cycles.after(HeapResources.NOW).orElseThrow();
        assertThat(next.zone()).isEqualTo(ZoneId.of("UTC"));
        assertThat(next.anchor()).isEqualTo("2026-01-15T00:00:00Z");
        assertThat(next.from())
                .isEqualTo(HeapResources.NOW
                        .atZone(ZoneId.of("Europe/Berlin"))
                        .toLocalDate()
                        .withDayOfMonth(1)
                        .plusMonths(1)
                        .atStartOfDay(ZoneId.of("Europe/Berlin"))
                        .toInstant());
        assertThat(resources.make(applying(other))).extracting(Revision::action).containsExactly(Action.UNCHANGED);
    }

    @Test
    void takesNoMoreChangesThanADocumentCanSay() {
        given(GOLD, SILVER, ACME, ACME_GOLD);
        for (int i = 1; i < SubscriptionReader.MOST_PHASES; i++) {
            change(i);
        }

        RejectedDocumentsException e =
                catchThrowableOfType(RejectedDocumentsException.class, () -> change(SubscriptionReader.MOST_PHASES));

        assertThat(e.rejected())
                .singleElement()
                .extracting(one -> one.problem().toString())
                .asString()
                .startsWith("plan: has 101 entries (expected: at most 100");
    }

    private void change(int number) {
        resources.make(new SubscriptionVerb(
                "acme-gold",
                Verb.CHANGE,
                new PlanRef(number % 2 == 0 ? "gold" : "silver", 1),
                When.at(HeapResources.NOW.plusSeconds(number)),
                NOBODY));
    }

    @Test
    void findsTheBillingPeriodThatRunsByThePlanOfTheMoment() {
        given(GOLD.replace("features:", "billing_period: 'year', features:"), ACME, ACME_GOLD);

        given(ACME_GOLD.replace("Europe/Berlin", "UTC"));

        ZoneId berlin = ZoneId.of("Europe/Berlin");
        assertThat(cycles("acme-gold").after(HeapResources.NOW).orElseThrow().from())
                .isEqualTo(LocalDate.of(HeapResources.NOW.atZone(berlin).getYear() + 1, 1, 1)
                        .atStartOfDay(berlin)
                        .toInstant());
    }

    @Test
    void changesAnchorAndZoneAtOnceWhereASubscriptionHasNotBegun() {
        given(GOLD, ACME, ACME_GOLD.replace("2026-01-31", "2099-01-31"));

        given(ACME_GOLD.replace("2026-01-31", "2099-01-31").replace("Europe/Berlin", "UTC"));

        assertThat(cycles("acme-gold")).isEqualTo(Cycles.of(null, ZoneId.of("UTC")));
    }

    @Test
    void hasTheSameCyclesInAnEmptyInstallation() {
        given(GOLD, ACME, ACME_GOLD);
        given(ACME_GOLD.replace("Europe/Berlin", "UTC"));
        StoredResource stored = requireNonNull(resources.find(subscription("acme-gold")));
        HeapResources other = new HeapResources();
        other.make(
                applying(GOLD, ACME, DocumentWriter.document(stored.resource()).toString()));

        assertThat(requireNonNull(other.find(subscription("acme-gold"))).resource())
                .isEqualTo(stored.resource());
    }

    @Test
    void rejectsCyclesThatSayNoOrder() {
        given(GOLD, ACME);

        assertThat(problems(ACME_GOLD.replace("from:", "cycles: [{time_zone: 'UTC'}], from:")))
                .containsExactly("0 time_zone: cycles says it too (expected: one of both)");
        assertThat(problems("{kind: 'Subscription', key: 's', customer: 'acme', plan: 'gold@1', cycles:"
                        + " [{from: '2026-01-01'}, {}, {from: '2026-03-01'}, {from: '2026-03-01'}]}"))
                .containsExactly(
                        "0 cycles[0].from: the first one holds from the begin on (expected: no from)",
                        "0 cycles[1].from: missing",
                        "0 cycles[3].from: expected a time after that of the cycle before");
        assertThat(problems("{kind: 'Subscription', key: 's', customer: 'acme', plan: 'gold@1', cycles: []}"))
                .containsExactly("0 cycles: none (expected: at least one)");
    }

    private Cycles cycles(String key) {
        StoredResource stored = requireNonNull(resources.find(subscription(key)));
        return ((Subscription) stored.resource()).cycles();
    }

    @Test
    void wantsAGrantToNameWhatTheCustomerHas() {
        assertThat(problems(GRANT)).containsExactly("0 customer: there is no customer acme");
        given(GOLD, ACME);
        assertThat(problems(GRANT)).containsExactly("0 feature: no subscription of customer acme has a feature calls");
        given(ACME_GOLD);
        assertThat(problems(GRANT.replace("amount", "limit: 'week', amount")))
                .containsExactly("0 limit: feature calls has no limit week");
        assertThat(problems(GRANT)).isEmpty();
    }

    @Test
    void letsAGrantBeVoidedAfterItsSubscriptionIsGone() {
        given(GOLD, ACME, ACME_GOLD, GRANT);
        resources.make(new Deleting(subscription("acme-gold"), Precondition.NONE, NOBODY));

        assertThat(problems(GRANT.replace("amount", "voided: true, amount"))).isEmpty();
    }

    @Test
    void deletesOnlyWhatNothingRefersTo() {
        given(GOLD, ACME, ACME_GOLD, GRANT);

        assertThatThrownBy(() -> delete(ResourceKind.PLAN, "gold@1"))
                .isInstanceOf(ResourceInUseException.class)
                .hasMessageContaining("subscription acme-gold names plan gold@1");
        assertThatThrownBy(() -> delete(ResourceKind.CUSTOMER, "acme"))
                .isInstanceOf(ResourceInUseException.class)
                .hasMessageContaining("subscription acme-gold and grant goodwill of customer acme");
        assertThatThrownBy(() -> delete(ResourceKind.GRANT, "x"))
                .isInstanceOf(NoSuchResourceException.class)
                .hasMessage("there is no grant x");
        delete(ResourceKind.GRANT, "goodwill");
        delete(ResourceKind.SUBSCRIPTION, "acme-gold");
        delete(ResourceKind.CUSTOMER, "acme");
        delete(ResourceKind.PLAN, "gold@1");
        assertThat(resources.find(Customer.idOf("acme"))).isNull();
    }

    private List<Revision> delete(ResourceKind kind, String id) {
        return resources.make(new Deleting(new ResourceId(kind, id), Precondition.NONE, NOBODY));
    }

    @Test
    void countsRevisionsOnOverADeletion() {
        given(ACME);
        assertThat(delete(ResourceKind.CUSTOMER, "acme"))
                .extracting(Revision::number)
                .containsExactly(2);

        assertThat(resources.make(applying(ACME)))
                .containsExactly(new Revision(
                        Customer.idOf("acme"),
                        3,
                        new Customer("acme", List.of("key-a", "key-b"), java.util.Map.of()),
                        HeapResources.NOW,
                        "ann",
                        "a test",
                        Action.CREATED));
    }

    @Test
    void changesNothingWhereOneDocumentOfABatchIsWrong() {
        assertThat(problems(GOLD, ACME, "{kind: 'Plan', key: 'none', version: 1, features: [{key: 'f', limits: []}]}"))
                .containsExactly(
                        "2 features[0].limits: none (expected: at least one; kind: metered counts without a limit)");
        assertThat(resources.find(Customer.idOf("acme"))).isNull();
    }

    @Test
    void tellsAllMistakesOfABatchAtOnce() {
        RejectedDocumentsException e = catchThrowableOfType(
                RejectedDocumentsException.class,
                () -> resources.make(
                        applying("{kind: 'Plan'}", ACME, ACME, "{kind: 'Customer', key: 'b', subject: 1}")));

        assertThat(e.rejected()).extracting(Rejected::document).containsExactly(0, 0, 2, 3);
        assertThat(e.rejected().get(2).problem().message()).isEqualTo("document 1 is about customer acme too");
    }

    @Test
    void rejectsADocumentThatNoRecordCanHold() {
        StringBuilder subjects = new StringBuilder("'s0'");
        for (int i = 1; i < 1_000; i++) {
            subjects.append(", '").append("s".repeat(505)).append(i + 1_000).append("xx'");
        }

        assertThat(problems("{kind: 'Customer', key: 'big', subjects: [" + subjects + "]}"))
                .isEmpty();
        assertThat(problems(("{kind: 'Customer', key: 'big', subjects: [" + subjects + "]}")
                        .replace("s0", "t")
                        .replace("ss", "éé")))
                .singleElement()
                .asString()
                .contains("expected: at most 524288");
    }

    @Test
    void letsTheSecondOfTwoEditorsFail() {
        given(ACME);
        Precondition first = new Precondition(OptionalInt.of(1), false);
        String more = ACME.replace("'key-b'", "'key-c'");
        resources.make(Applying.one(Documents.of(more), first, NOBODY));

        assertThatThrownBy(() -> resources.make(Applying.one(Documents.of(ACME), first, NOBODY)))
                .isInstanceOf(PreconditionFailedException.class)
                .hasMessageContaining("it has revision 2 (expected: revision 1");
        assertThatThrownBy(() -> resources.make(
                        Applying.one(Documents.of(ACME), new Precondition(OptionalInt.empty(), true), NOBODY)))
                .isInstanceOf(PreconditionFailedException.class)
                .hasMessageContaining("is there already, in revision 2");
        assertThatThrownBy(() -> resources.make(new Deleting(Customer.idOf("acme"), first, NOBODY)))
                .isInstanceOf(PreconditionFailedException.class);
        assertThatThrownBy(() -> resources.make(
                        Applying.one(Documents.of(ACME.replace("acme", "new").replace("key-", "n-")), first, NOBODY)))
                .isInstanceOf(PreconditionFailedException.class)
                .hasMessageContaining("there is none");
    }
}
