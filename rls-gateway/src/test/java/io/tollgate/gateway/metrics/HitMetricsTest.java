package io.tollgate.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.LimitsInForce;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.gateway.limits.yaml.LimitFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HitMetricsTest {

    private static final String RULES = "ratelimit.service.rate_limit.";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void countsARequestThatGoesFromBelowNearToAboveTheLimit() {
        HitMetrics metrics = metrics(0.8f, false);
        LimitTable limits = Charged.limits("{key: k, rate_limit: {unit: day, requests_per_unit: 5}}");

        metrics.charged(Charged.by(limits, 0, 6, "k", "v"));
        metrics.charged(Charged.by(limits, 6, 1, "k", "v"));

        assertThat(rules())
                .containsOnly(
                        entry("shop.k.total_hits", 7L), entry("shop.k.over_limit", 2L), entry("shop.k.near_limit", 1L));
    }

    @Test
    void countsNothingForALook() {
        HitMetrics metrics = metrics(0.8f, true);
        LimitTable limits = Charged.limits("{key: k, rate_limit: {unit: day, requests_per_unit: 0}}");

        metrics.charged(Charged.by(limits, 0, 0, "k", "v"));

        assertThat(rules()).isEmpty();
    }

    @Test
    void countsHitsOverAShadowLimitAsOverAndAsShadow() {
        HitMetrics metrics = metrics(0.8f, false);
        LimitTable limits =
                Charged.limits("{key: s, shadow_mode: true, rate_limit: {unit: day, requests_per_unit: 2}}");

        metrics.charged(Charged.by(limits, 0, 1, "s", "v"));
        metrics.charged(Charged.by(limits, 1, 3, "s", "v"));
        metrics.charged(Charged.by(limits, 4, 1, "s", "v"));

        assertThat(rules())
                .containsOnly(
                        entry("shop.s.total_hits", 5L),
                        entry("shop.s.over_limit", 3L),
                        entry("shop.s.shadow_mode", 3L),
                        entry("shop.s.near_limit", 1L),
                        entry("shop.s.within_limit", 1L));
    }

    @Test
    void countsHitsOfACounterThatWasOverAlreadyForTheLocalCacheIfThatIsOn() {
        LimitTable limits = Charged.limits("{key: small, rate_limit: {unit: day, requests_per_unit: 1}}");
        HitMetrics metrics = metrics(0.8f, true);

        for (int before = 0; before < 4; before++) {
            metrics.charged(Charged.by(limits, before, 1, "small", "v"));
        }

        assertThat(rules())
                .contains(entry("shop.small.over_limit", 3L), entry("shop.small.over_limit_with_local_cache", 2L));
    }

    @ParameterizedTest(name = "ratio {0}, limit {1}: {2} near")
    @CsvSource({"0.5, 10, 5", "0.5, 3, 2", "0.5, 1, 1", "0.8, 15, 3", "0.8, 10, 2", "0.1, 10, 9", "1, 4, 0", "0, 4, 4"})
    void takesFloorOfLimitTimesRatioForNear(float ratio, int limit, long near) {
        HitMetrics metrics = metrics(ratio, false);
        LimitTable limits = Charged.limits("{key: k, rate_limit: {unit: day, requests_per_unit: %d}}".formatted(limit));

        for (int before = 0; before < limit; before++) {
            metrics.charged(Charged.by(limits, before, 1, "k", "v"));
        }

        assertThat(rules().getOrDefault("shop.k.near_limit", 0L)).isEqualTo(near);
    }

    @Test
    void multipliesInSinglePrecision() {
        HitMetrics metrics = metrics(0.7f, false);
        LimitTable limits = Charged.limits("{key: k, rate_limit: {unit: day, requests_per_unit: 10}}");

        metrics.charged(Charged.by(limits, 0, 10, "k", "v"));

        assertThat(Math.floor(10 * (double) 0.7f)).isEqualTo(6);
        assertThat(rules()).contains(entry("shop.k.near_limit", 3L));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void agreesWithTheReferencesFormulas(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            long limit = random.nextInt(20);
            long before = random.nextInt(30);
            long hits = random.nextInt(1, 31);
            SimpleMeterRegistry fresh = new SimpleMeterRegistry();
            HitMetrics metrics = new HitMetrics(fresh, new HitMetrics.Settings(0.8f, true, 10, false));
            LimitTable limits = Charged.limits(
                    "{key: k, shadow_mode: true, rate_limit: {unit: day, requests_per_unit: %d}}".formatted(limit));

            metrics.charged(Charged.by(limits, before, hits, "k", "v"));

            assertThat(rules(fresh))
                    .as("seed %d: %d hits after %d of %d", seed, hits, before, limit)
                    .isEqualTo(reference(limit, before, hits));
        }
    }

    private static Map<String, Long> reference(long limit, long before, long hits) {
        long near = (long) Math.floor((float) limit * 0.8f);
        long after = before + hits;
        Map<String, Long> stats = new TreeMap<>();
        stats.put("total_hits", hits);
        if (after > limit) {
            long above = before >= limit ? hits : after - limit;
            stats.put("over_limit", above);
            stats.put("shadow_mode", above);
            stats.put("near_limit", before >= limit ? 0 : limit - Math.max(near, before));
            stats.put("over_limit_with_local_cache", before > limit ? hits : 0);
        } else {
            stats.put("within_limit", hits);
            stats.put("near_limit", after > near ? (before >= near ? hits : after - near) : 0);
        }
        stats.values().removeIf(value -> value == 0);
        Map<String, Long> named = new TreeMap<>();
        stats.forEach((stat, value) -> named.put("shop.k." + stat, value));
        return named;
    }

    @Test
    void countsUnknownDomainsByDomain() {
        HitMetrics metrics = metrics(0.8f, false);

        metrics.unknownDomain("no:where");
        metrics.unknownDomain("no:where");

        assertThat(rules()).containsOnly(entry("no_where.domain_not_found", 2L));
    }

    @Test
    void countsRequestsSparedByTheGlobalShadowMode() {
        metrics(0.8f, false).admittedByGlobalShadowMode();

        assertThat(reference(registry)).containsOnly(entry("ratelimit.service.global_shadow_mode", 1L));
    }

    @Test
    void countsLoadsOfLimits() {
        LimitsInForce limits = new LimitsInForce(LimitFileOptions.defaults());
        limits.addListener(metrics(0.8f, false));

        limits.replace(List.of(new LimitFile("a.yaml", "domain: a", true)));
        limits.replace(List.of(new LimitFile("a.yaml", "domain: b", true)));
        assertThatThrownBy(() -> limits.replace(List.of(new LimitFile("a.yaml", "domain: ''", true))));

        assertThat(reference(registry))
                .containsOnly(
                        entry("ratelimit.service.config_load_success", 2L),
                        entry("ratelimit.service.config_load_error", 1L));
    }

    @Test
    void goesOnWithTheCountsOfAPathWhenLimitsAreReplaced() {
        HitMetrics metrics = metrics(0.8f, false);
        LimitTable before = Charged.limits("{key: k, rate_limit: {unit: day, requests_per_unit: 5}}");
        LimitTable after = Charged.limits("{key: k, rate_limit: {unit: hour, requests_per_unit: 9}}");

        metrics.charged(Charged.by(before, 0, 1, "k", "v"));
        metrics.loaded(after);
        metrics.charged(Charged.by(after, 0, 1, "k", "v"));

        assertThat(rules()).contains(entry("shop.k.total_hits", 2L));
    }

    @Test
    void countsPathsForWhichThereIsNoRoomTogether() {
        HitMetrics metrics = new HitMetrics(registry, new HitMetrics.Settings(0.8f, false, 3, false));
        LimitTable limits =
                Charged.limits("{key: k, detailed_metric: true, rate_limit: {unit: day, requests_per_unit: 5}},"
                        + "{key: late, rate_limit: {unit: day, requests_per_unit: 5}}");

        for (int i = 0; i < 10; i++) {
            metrics.charged(Charged.by(limits, 0, 2, "k", "v" + i));
            metrics.unknownDomain("d" + i);
        }
        metrics.charged(Charged.by(limits, 0, 1, "late", "v"));

        assertThat(rules())
                .contains(
                        entry("shop.k_v0.total_hits", 2L),
                        entry("shop.k_v2.total_hits", 2L),
                        entry("_overflow._overflow.total_hits", 14L),
                        entry("_overflow.domain_not_found", 7L),
                        entry("shop.late.total_hits", 1L))
                .doesNotContainKeys("shop.k_v3.total_hits", "d3.domain_not_found");
        assertThat(registry.get("tollgate.metrics.overflow.hits")
                        .functionCounter()
                        .count())
                .isEqualTo(14);
        assertThat(registry.get("tollgate.metrics.overflow.domains")
                        .functionCounter()
                        .count())
                .isEqualTo(7);
        assertThat(registry.get("tollgate.metrics.series").gauge().value()).isEqualTo(4);
    }

    @Test
    void losesNothingWhenManyThreadsCountAtOnce() throws InterruptedException {
        HitMetrics metrics = new HitMetrics(registry, new HitMetrics.Settings(0.8f, false, 5, false));
        LimitTable limits = Charged.limits("{key: k, value_to_metric: true, rate_limit: {unit: day}},"
                + "{key: s, rate_limit: {unit: day, requests_per_unit: 1}}");
        AtomicLong failures = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            Thread thread = new Thread(() -> IntStream.range(0, 2_000).forEach(i -> {
                metrics.charged(Charged.by(limits, 0, 1, "k", "v" + i % 20));
                metrics.charged(Charged.by(limits, 0, 1, "s", "v"));
                if (i % 500 == 0) {
                    metrics.loaded(limits);
                }
            }));
            thread.setUncaughtExceptionHandler((where, why) -> failures.incrementAndGet());
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(failures).hasValue(0);
        assertThat(rules().entrySet().stream()
                        .filter(stat -> stat.getKey().endsWith(".total_hits"))
                        .mapToLong(Map.Entry::getValue)
                        .sum())
                .isEqualTo(16_000);
        assertThat(rules()).contains(entry("shop.s.total_hits", 8_000L));
    }

    @Test
    void rejectsSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> new HitMetrics.Settings(Float.NaN, false, 1, false))
                .hasMessageContaining("nearLimitRatio");
        assertThatThrownBy(() -> new HitMetrics.Settings(0.8f, false, 0, false)).hasMessageContaining("maxSeries");
    }

    private HitMetrics metrics(float ratio, boolean localCache) {
        return new HitMetrics(registry, new HitMetrics.Settings(ratio, localCache, 1_000, false));
    }

    private Map<String, Long> rules() {
        return rules(registry);
    }

    private static Map<String, Long> rules(SimpleMeterRegistry registry) {
        Map<String, Long> rules = new TreeMap<>();
        reference(registry).forEach((name, value) -> {
            if (name.startsWith(RULES)) {
                rules.put(name.substring(RULES.length()), value);
            }
        });
        return rules;
    }

    private static Map<String, Long> reference(SimpleMeterRegistry registry) {
        Map<String, Long> stats = new TreeMap<>();
        for (Meter meter : registry.getMeters()) {
            if (meter instanceof FunctionCounter counter
                    && !meter.getId().getName().startsWith("tollgate")) {
                stats.put(meter.getId().getName(), (long) counter.count());
            }
        }
        return stats;
    }
}
