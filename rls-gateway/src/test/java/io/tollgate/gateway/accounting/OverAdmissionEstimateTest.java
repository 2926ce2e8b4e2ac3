package io.tollgate.gateway.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.accounting.KnownUsage;
import io.tollgate.gateway.decision.Counter;
import io.tollgate.gateway.decision.CounterWindow;
import io.tollgate.gateway.decision.Counters;
import io.tollgate.gateway.decision.DecisionEngine;
import io.tollgate.gateway.decision.DecisionObserver;
import io.tollgate.gateway.decision.RateLimitQuery;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.model.CounterKey;
import io.tollgate.model.DescriptorEntry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class OverAdmissionEstimateTest {

    private static final long NOW = 1_800_000_000_000L;
    private static final Incarnation OTHER = new Incarnation(new UUID(0, 2), 1, 1);

    private final Counter counter =
            new Counter(CounterKey.descriptor("d", 1).entry("k", "v", false).build(), NOW);
    private int gateways = 3;
    private final OverAdmissionEstimate excess = new OverAdmissionEstimate(() -> gateways, () -> Duration.ofSeconds(1));

    /** A limit of 1,000 a day that was looked at, and so decides by a window. */
    @BeforeEach
    void look() {
        LimitTable table = LimitTable.parse(
                "f.yaml",
                "domain: d\ndescriptors: [{key: k, rate_limit: {unit: day, requests_per_unit: 1000}}]",
                LimitFileOptions.defaults());
        Counters counters = new Counters(new Incarnation(new UUID(0, 1), 1, 1));
        counters.add(counter);
        DecisionEngine engine = new DecisionEngine(
                () -> table,
                counters,
                (key, window, sender, accounted, start) -> null,
                (window, nowMillis, report, urgent) -> {},
                () -> gateways,
                DecisionObserver.NONE);
        RateLimitQuery.Descriptor zero = new RateLimitQuery.Descriptor(List.of(new DescriptorEntry("k", "v")), 0, null);
        assertThat(engine.prepare(new RateLimitQuery("d", List.of(zero))).tryDecide(NOW))
                .isNotNull();
    }

    @Test
    void farFromTheLimitOthersAreHeardOfAfterReportAndPublicationAge() {
        excess.lag(Duration.ofMillis(20).toNanos());
        othersUsed(0, NOW);
        othersUsed(200, NOW + 4_000);

        assertThat(excess.expectedHits()).isCloseTo(50 * 2.02, within(0.01));
        assertThat(excess.expectedShare()).isCloseTo(0.101, within(0.0001));
        assertThat(excess.boundShare()).isCloseTo(2 * 0.8, within(0.0001));
    }

    @Test
    void nearTheLimitOnlyTheLagCounts() {
        excess.lag(Duration.ofMillis(20).toNanos());
        othersUsed(700, NOW);
        othersUsed(900, NOW + 4_000);

        assertThat(excess.expectedHits()).isCloseTo(50 * 0.02, within(0.01));
    }

    @Test
    void aGatewayAloneExceedsNothing() {
        gateways = 1;
        othersUsed(0, NOW);
        othersUsed(200, NOW + 4_000);

        assertThat(excess.expectedHits()).isZero();
        assertThat(excess.boundShare()).isZero();
    }

    @Test
    void isTheMostOfTheLastRoundAlone() {
        othersUsed(0, NOW);
        othersUsed(200, NOW + 4_000);
        assertThat(excess.expectedHits()).isPositive();

        excess.visitedAll();

        assertThat(excess.expectedHits()).isZero();
    }

    private void othersUsed(long hits, long nowMillis) {
        for (CounterWindow window : counter.windows()) {
            window.others()
                    .learn(new KnownUsage(
                            window.window(), HitTotals.ZERO, Map.of(OTHER, new HitTotals(hits, 0, 0, 0, 0))));
            excess.visited(window, nowMillis);
        }
        excess.visitedAll();
    }
}
