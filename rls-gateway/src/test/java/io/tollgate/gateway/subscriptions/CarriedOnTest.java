package io.tollgate.gateway.subscriptions;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.gateway.decision.Decision;
import io.tollgate.gateway.decision.Decision.DescriptorDecision;
import io.tollgate.gateway.decision.RateLimitQuery;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.gateway.rls.HandlingGateway;
import io.tollgate.model.CounterKey;
import io.tollgate.model.DescriptorEntry;
import io.tollgate.model.Window;
import io.tollgate.plan.EarlierUsage;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What goes on from earlier windows, as requests meet it once usage told of these windows. */
final class CarriedOnTest {

    private static final String PLAN =
            "{'kind': 'Plan', 'key': 'gold', 'version': 1, 'features': [{'key': 'calls', 'limits': ["
                    + "{'name': 'monthly', 'unit': 'month', 'amount': 10, 'rollover': {'cap': 6, 'max_periods': 2}}]}]}";
    private static final String CUSTOMER = "{'kind': 'Customer', 'key': 'acme', 'subjects': ['key-a']}";
    private static final String SUBSCRIPTION =
            "{'kind': 'Subscription', 'key': 's', 'customer': 'acme', 'plan': 'gold@1', 'from': '2026-01-01'}";
    private static final String GRANT =
            "{'kind': 'Grant', 'key': 'g', 'customer': 'acme', 'feature': 'calls', 'amount': 5,"
                    + " 'effective': '2026-02-20', 'expires': '2026-06-01'}";
    private static final CounterKey COUNTER = CounterKey.quota("s", "calls");

    private final ListedResources resources = new ListedResources();
    private Instant now = Instant.parse("2026-03-10T10:00:00Z");
    private final SubscriptionCache cache = new SubscriptionCache(resources, () -> true, 1_000);
    private final HandlingGateway gateway = new HandlingGateway(
            LimitTable.parse(
                    "limits.yaml",
                    "domain: api\ndescriptors: [{key: api_key, limits_from: subscription}]\n",
                    LimitFileOptions.defaults()),
            cache,
            () -> now.toEpochMilli());

    private void apply(String... documents) {
        for (String document : documents) {
            cache.changed(resources.apply(document, now), Set.of());
        }
    }

    private Decision ask(long hits) {
        return gateway.decide(new RateLimitQuery(
                "api",
                List.of(new RateLimitQuery.Descriptor(List.of(new DescriptorEntry("api_key", "key-a")), hits, null))));
    }

    private long remaining() {
        return one().remaining();
    }

    private DescriptorDecision one() {
        return ask(0).descriptors().get(0);
    }

    private static Window month(int month) {
        return new Window(millis(month), millis(month + 1));
    }

    private static long millis(int month) {
        return Instant.parse("2026-0" + month + "-01T00:00:00Z").toEpochMilli();
    }

    /** @param used hits of January, February, and so on */
    private void told(long... used) {
        EarlierUsage.Builder windows = new EarlierUsage.Builder();
        for (int i = 0; i < used.length; i++) {
            windows.add(month(i + 1), used[i]);
        }
        requireNonNull(gateway.counters().find(COUNTER)).learnEarlier(windows.build(), now.toEpochMilli());
    }

    @Test
    void carriesNothingOnBeforeUsageIsKnown() {
        apply(PLAN, CUSTOMER, SUBSCRIPTION);

        assertThat(remaining()).isEqualTo(10);
    }

    @Test
    void raisesTheLimitByWhatWasLeftAsSoonAsUsageIsKnown() {
        apply(PLAN, CUSTOMER, SUBSCRIPTION);
        ask(1);

        told(10, 7, 1);

        assertThat(remaining()).isEqualTo(12);
        assertThat(requireNonNull(one().limit()).requestsPerUnit()).isEqualTo(13);
        assertThat(ask(12).overLimit()).isFalse();
        assertThat(ask(1).overLimit()).isTrue();
    }

    @Test
    void lateHitsAndRefundsInAnEarlierWindowChangeWhatGoesOn() {
        apply(PLAN, CUSTOMER, SUBSCRIPTION);
        ask(1);
        told(10, 7, 1);

        told(10, 9, 1);
        assertThat(remaining()).isEqualTo(10);
        told(10, 2, 1);
        assertThat(remaining()).isEqualTo(15);
    }

    @Test
    void aWindowThatEndsCountsAsEarlierAtOnce() {
        apply(PLAN, CUSTOMER, SUBSCRIPTION);
        ask(1);
        told(10, 10, 8);
        assertThat(remaining()).isEqualTo(9);

        now = Instant.parse("2026-04-01T00:00:00Z");

        assertThat(remaining()).isEqualTo(12);
    }

    @Test
    void aGrantGoesOnUntilItIsVoided() {
        apply(PLAN, CUSTOMER, SUBSCRIPTION, GRANT);
        ask(1);
        told(10, 13, 1);
        assertThat(remaining()).isEqualTo(11);

        apply(GRANT.replace("'amount'", "'voided': true, 'amount'"));
        assertThat(remaining()).isEqualTo(9);
        now = Instant.parse("2026-04-01T00:00:00Z");
        told(10, 13, 10);
        assertThat(remaining()).isEqualTo(10);
    }

    @Test
    void lessIsCarriedOnWhereTheNextPlanSaysSo() {
        apply(PLAN, CUSTOMER, SUBSCRIPTION);
        ask(1);
        told(0, 0, 1);
        assertThat(remaining()).isEqualTo(15);

        apply(PLAN.replace("'version': 1", "'version': 2").replace("'cap': 6", "'cap': 4"));
        apply(SUBSCRIPTION.replace("gold@1", "gold@2"));

        assertThat(remaining()).isEqualTo(13);
    }
}
