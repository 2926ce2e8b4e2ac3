package io.tollgate.gateway.metrics;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tollgate.gateway.decision.ChargedHits;
import io.tollgate.gateway.decision.DecisionObserver;
import io.tollgate.gateway.limits.LimitRule;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.LimitsInForce;
import io.tollgate.plan.Standing.Reason;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts what was decided, and how limits were loaded, by the reference's names and arithmetic. Thread-safe. For a rule
 * whose statistics have one path, counting is a look-up and a few additions: no lock and no allocation. For others the
 * path is put together anew for each request.
 */
public final class HitMetrics implements DecisionObserver, LimitsInForce.Observer {

    /** Stands for domain and key where there is no room for a series of their own. */
    private static final String OVERFLOW = "_overflow";

    private final Settings settings;
    private final MetricPath.Dots dots;
    private final CappedSeries<RuleSeries> series;
    private final CappedSeries<GrowingCounter> unknownDomains;
    private final GrowingCounter admittedByGlobalShadowMode;
    private final MeterRegistry registry;
    private final ConcurrentMap<String, Map<Reason, LongAdder>> notEntitled = new ConcurrentHashMap<>();
    private final GrowingCounter loads;
    private final GrowingCounter rejections;

    /** By the rules in force, and perhaps one that a request still held when they were replaced. */
    private volatile ConcurrentMap<LimitRule, KnownRule> rules = new ConcurrentHashMap<>();

    /**
     * How hits are counted.
     *
     * @param nearLimitRatio part of a limit above which hits are near it, {@code NEAR_LIMIT_RATIO}
     * @param localCache whether hits of a counter that was over its limit before count as denied by the local cache,
     *     as {@code LOCAL_CACHE_SIZE_IN_BYTES} above 0 has it; Tollgate has none, each of its answers is local
     * @param maxSeries paths whose names come from requests, and unknown domains, that are counted apart, 1 or more;
     *     hits of others are counted together
     * @param dotsReplaced whether dots in keys and values become underscores, {@code SANITIZE_DESCRIPTOR_METRIC_DOTS}
     */
    public record Settings(float nearLimitRatio, boolean localCache, int maxSeries, boolean dotsReplaced) {

        public Settings {
            if (!(nearLimitRatio >= 0)) {
                throw new IllegalArgumentException("nearLimitRatio: " + nearLimitRatio + " (expected: 0 or more)");
            }
            if (maxSeries < 1) {
                throw new IllegalArgumentException("maxSeries: " + maxSeries + " (expected: 1 or more)");
            }
        }
    }

    /** @param registry gets a counter for each statistic that has grown */
    public HitMetrics(MeterRegistry registry, Settings settings) {
        this.settings = settings;
        this.registry = registry;
        this.dots = settings.dotsReplaced() ? MetricPath.Dots.REPLACED : MetricPath.Dots.KEPT;
        this.series = new CappedSeries<>(
                settings.maxSeries(),
                path -> new RuleSeries(registry, path),
                new RuleSeries(registry, OVERFLOW + "." + OVERFLOW));
        this.unknownDomains = new CappedSeries<>(
                settings.maxSeries(), domain -> notFound(registry, domain), notFound(registry, OVERFLOW));
        this.admittedByGlobalShadowMode = new GrowingCounter(registry, StatNames.SERVICE, StatNames.GLOBAL_SHADOW_MODE);
        this.loads = new GrowingCounter(registry, StatNames.SERVICE, StatNames.CONFIG_LOAD_SUCCESS);
        this.rejections = new GrowingCounter(registry, StatNames.SERVICE, StatNames.CONFIG_LOAD_ERROR);
        bindOwn(registry);
    }

    private static GrowingCounter notFound(MeterRegistry registry, String domain) {
        return new GrowingCounter(
                registry, StatNames.RULES + MetricPath.clean(domain) + ".", StatNames.DOMAIN_NOT_FOUND);
    }

    private void bindOwn(MeterRegistry registry) {
        FunctionCounter.builder(
                        "tollgate.metrics.overflow.hits",
                        series,
                        paths -> paths.overflow().totalHits())
                .description("Hits counted under the key _overflow because there are too many series")
                .register(registry);
        FunctionCounter.builder(
                        "tollgate.metrics.overflow.domains",
                        unknownDomains,
                        domains -> domains.overflow().sum())
                .description(
                        "Descriptors of unknown domains counted under _overflow because there are too many domains")
                .register(registry);
        Gauge.builder("tollgate.metrics.series", series, CappedSeries::size)
                .description("Paths of rules that have statistics of their own")
                .register(registry);
    }

    @Override
    public void charged(ChargedHits hits) {
        if (hits.hits() > 0) {
            seriesOf(hits).count(hits, nearLimit(hits.limit().requestsPerUnit()), settings.localCache());
        }
    }

    /** In single precision, as the reference: at a few limits the result differs from that in double precision. */
    private long nearLimit(long limit) {
        return (long) Math.floor((float) limit * settings.nearLimitRatio());
    }

    private RuleSeries seriesOf(ChargedHits hits) {
        LimitRule rule = hits.rule();
        RuleSeries fixed = rule == null ? null : known(rule).fixed();
        return fixed != null ? fixed : series.get(MetricPath.of(hits.domain(), hits.entries(), rule, dots));
    }

    private KnownRule known(LimitRule rule) {
        ConcurrentMap<LimitRule, KnownRule> known = rules;
        KnownRule found = known.get(rule);
        return found != null ? found : known.computeIfAbsent(rule, this::know);
    }

    private KnownRule know(LimitRule rule) {
        return new KnownRule(MetricPath.isFixed(rule) ? series.always(MetricPath.fixed(rule, dots)) : null);
    }

    @Override
    public void unknownDomain(String domain) {
        unknownDomains.get(domain).add(1);
    }

    @Override
    public void admittedByGlobalShadowMode() {
        admittedByGlobalShadowMode.add(1);
    }

    /** A domain that is counted here is one that a limit file names. */
    @Override
    public void notEntitled(String domain, Reason reason) {
        Map<Reason, LongAdder> ofDomain = notEntitled.get(domain);
        if (ofDomain == null) {
            ofDomain = notEntitled.computeIfAbsent(domain, this::bindNotEntitled);
        }
        requireNonNull(ofDomain.get(reason)).increment();
    }

    private Map<Reason, LongAdder> bindNotEntitled(String domain) {
        Map<Reason, LongAdder> byReason = new EnumMap<>(Reason.class);
        for (Reason reason : Reason.values()) {
            LongAdder requests = new LongAdder();
            FunctionCounter.builder("tollgate.subscriptions.not.entitled", requests, LongAdder::sum)
                    .description("Descriptors whose subject has no subscription that holds, by reason")
                    .tag("domain", domain)
                    .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                    .register(registry);
            byReason.put(reason, requests);
        }
        return byReason;
    }

    @Override
    public void loaded(LimitTable table) {
        rules = new ConcurrentHashMap<>();
        loads.add(1);
    }

    @Override
    public void rejected(String reason) {
        rejections.add(1);
    }

    /**
     * A rule that was charged.
     *
     * @param fixed its series, null if that depends on the request
     */
    private record KnownRule(@Nullable RuleSeries fixed) {}
}
