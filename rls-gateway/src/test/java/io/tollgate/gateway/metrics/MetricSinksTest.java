package io.tollgate.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.metrics.MetricSinks.NoSink;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MetricSinksTest {

    private static final String LIMIT = "rate_limit: {unit: day, requests_per_unit: 5}";

    private final MetricSinks sinks = open(false);
    private final HitMetrics metrics =
            new HitMetrics(sinks.registry(), new HitMetrics.Settings(0.8f, true, 100, false));

    private static MetricSinks open(boolean millis) {
        return MetricSinks.open(new MetricSinks.Settings(new NoSink(), Map.of("a", "b"), Duration.ofHours(1), millis));
    }

    @AfterEach
    void close() {
        sinks.close();
    }

    @Test
    void showsAStatisticOnlyOnceItHasGrown() {
        assertThat(sinks.scrape()).doesNotContain("ratelimit_");

        metrics.admittedByGlobalShadowMode();

        assertThat(sinks.scrape()).contains("\nratelimit_service_global_shadow_mode 1.0\n");
    }

    @Test
    void showsAStatisticWhoseCounterNobodyHoldsAnyMore() {
        WeakReference<Object> collected = new WeakReference<>(new Object());
        new GrowingCounter(sinks.registry(), "ratelimit.service.", "config_load_success").add(3);

        await().untilAsserted(() -> {
            System.gc();
            assertThat(collected.get()).isNull();
        });

        assertThat(sinks.scrape()).contains("\nratelimit_service_config_load_success 3.0\n");
    }

    @Test
    void labelsStatisticsOfRulesWithDomainAndKeys() {
        LimitTable limits =
                Charged.limits("{key: one, " + LIMIT + "}, {key: a, value: x, descriptors: [{key: b, " + LIMIT + "}]}");

        metrics.charged(Charged.by(limits, 4, 3, "one", "v"));
        metrics.charged(Charged.by(limits, 0, 1, "a", "x", "b", "z"));

        assertThat(sinks.scrape())
                .contains("ratelimit_service_rate_limit_total_hits{domain=\"shop\",key1=\"one\"} 3.0\n")
                .contains("ratelimit_service_rate_limit_over_limit{domain=\"shop\",key1=\"one\"} 2.0\n")
                .contains("ratelimit_service_rate_limit_near_limit{domain=\"shop\",key1=\"one\"} 1.0\n")
                .contains("ratelimit_service_rate_limit_within_limit{domain=\"shop\",key1=\"a_x\",key2=\"b\"} 1.0\n")
                .doesNotContain("_hits_total{");
    }

    @Test
    void addsUpWhatDiffersBelowTheSecondLevelOnly() {
        LimitTable limits = Charged.limits("{key: a, descriptors: [{key: b, descriptors: [{key: c, value: x, " + LIMIT
                + "}, {key: c, value: y, " + LIMIT + "}]}]}");

        metrics.charged(Charged.by(limits, 0, 1, "a", "1", "b", "2", "c", "x"));
        metrics.charged(Charged.by(limits, 0, 2, "a", "1", "b", "2", "c", "y"));

        assertThat(sinks.scrape())
                .contains("ratelimit_service_rate_limit_total_hits{domain=\"shop\",key1=\"a\",key2=\"b\"} 3.0\n");
    }

    @Test
    void namesWhatTheMappingDoesNotKnowByItsWholeName() {
        LimitTable limits = Charged.limits("{key: k-1, " + LIMIT + "}");

        metrics.unknownDomain("no.such-domain");
        metrics.unknownDomain("no_such.domain");
        metrics.charged(Charged.by(limits, 6, 2, "k-1", "v"));
        metrics.loaded(limits);
        metrics.rejected("");

        assertThat(sinks.scrape())
                .contains("\nratelimit_service_rate_limit_no_such_domain_domain_not_found 2.0\n")
                .contains("\nratelimit_service_rate_limit_shop_k_1_over_limit_with_local_cache 2.0\n")
                .contains("\nratelimit_service_config_load_success 1.0\n")
                .contains("\nratelimit_service_config_load_error 1.0\n");
    }

    @ParameterizedTest
    @CsvSource({
        "ratelimit.service.rate_limit.d.k.shadow_mode, ratelimit_service_rate_limit_shadow_mode, 2",
        "ratelimit.service.rate_limit.my.domain.k.total_hits, ratelimit_service_rate_limit_total_hits, 3",
        "ratelimit.service.rate_limit.d.total_hits, ratelimit_service_rate_limit_d_total_hits, 0",
        "ratelimit.service.call.should_rate_limit.service_error, ratelimit_service_should_rate_limit_error, 1",
        "ratelimit_server.Check.total_requests, ratelimit_service_total_requests, 1",
    })
    void mapsNamesAsTheReference(String dotted, String name, int labels) {
        ReferenceName mapped = ReferenceName.ofCounter(dotted);

        assertThat(mapped.name()).isEqualTo(name);
        assertThat(mapped.labels().size()).isEqualTo(labels);
    }

    @Test
    void showsResponseTimesInSecondsOrInMillisecondsInTheSameBuckets() {
        try (MetricSinks millis = open(true)) {
            for (MetricSinks each : new MetricSinks[] {sinks, millis}) {
                Timer timer = each.registry().timer("ratelimit_server.ShouldRateLimit.response_time");
                timer.record(Duration.ofMillis(5));
                timer.record(Duration.ofNanos(5_000_001));
                timer.record(Duration.ofNanos(4_000));
                timer.record(Duration.ofSeconds(11));
            }

            String name = "ratelimit_service_response_time_seconds";
            String method = "{grpc_method=\"ShouldRateLimit\"";
            assertThat(sinks.scrape())
                    .contains("# TYPE " + name + " histogram\n")
                    .contains(name + "_bucket" + method + ",le=\"0.005\"} 2\n")
                    .contains(name + "_bucket" + method + ",le=\"0.01\"} 3\n")
                    .contains(name + "_bucket" + method + ",le=\"10.0\"} 3\n")
                    .contains(name + "_bucket" + method + ",le=\"+Inf\"} 4\n")
                    .contains(name + "_count" + method + "} 4\n")
                    .contains(name + "_sum" + method + "} 11.010004");
            assertThat(millis.scrape())
                    .contains(name + "_bucket" + method + ",le=\"0.005\"} 1\n")
                    .contains(name + "_bucket" + method + ",le=\"5.0\"} 2\n")
                    .contains(name + "_bucket" + method + ",le=\"10.0\"} 3\n")
                    .contains(name + "_sum" + method + "} 11010.004");
        }
    }

    @Test
    void showsOurOwnMetersAsMicrometerDoes() {
        Counter.builder("tollgate.sender.impersonated")
                .register(sinks.registry())
                .increment();
        Gauge.builder("tollgate.live.gateways", () -> 2).register(sinks.registry());

        assertThat(sinks.scrape())
                .contains("\ntollgate_sender_impersonated_total 1.0\n")
                .contains("\ntollgate_live_gateways 2.0\n")
                .contains("\ntollgate_metrics_overflow_hits_total 0.0\n");
    }

    @Test
    void rejectsAnIntervalOfZero() {
        assertThatThrownBy(() -> new MetricSinks.Settings(new NoSink(), Map.of(), Duration.ZERO, false))
                .hasMessageContaining("flushInterval: PT0S");
    }
}
