package io.tollgate.benchmarks;

import static java.util.Objects.requireNonNull;

import io.tollgate.gateway.decision.Counters;
import io.tollgate.gateway.decision.Decision;
import io.tollgate.gateway.decision.DecisionEngine;
import io.tollgate.gateway.decision.DecisionObserver;
import io.tollgate.gateway.decision.PendingDecision;
import io.tollgate.gateway.decision.RateLimitQuery;
import io.tollgate.gateway.decision.SubscribedPlans;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.gateway.subscriptions.SubscriptionCache;
import io.tollgate.model.DescriptorEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What JMH runs: a whole decision by two limits, which stand in the limit file or in the plan of the customer's
 * subscription. JMH extends this class, so it is not final.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SubscribedRuns {

    private static final int DECISIONS = 100;
    private static final int CUSTOMERS = 10_000;
    private static final long NOW_MILLIS = 1_800_000_000_000L;
    private static final long AMOUNT = 1_000_000_000_000L;
    private static final String DOMAIN = "api";

    private static final String OF_FILE = """
            domain: api
            windows: calendar
            time_zone: Europe/Berlin
            descriptors:
              - key: api_key
                rate_limits:
                  - {name: burst, unit: second, requests_per_unit: %1$d, charge: admitted}
                  - {name: monthly, unit: month, requests_per_unit: %1$d, charge: admitted}
            """.formatted(AMOUNT);

    private static final String OF_SUBSCRIPTION =
            "domain: api\ndescriptors: [{key: api_key, limits_from: subscription}]\n";

    /** Whether the limits are those of subscriptions. */
    @Param({"false", "true"})
    public boolean subscribed;

    private @Nullable DecisionEngine engine;
    private List<RateLimitQuery> queries = List.of();
    private int next;

    /** Brings the counters, and what customers have, onto the heap. */
    @Setup
    public void start() {
        LimitTable table =
                LimitTable.parse("limits.yaml", subscribed ? OF_SUBSCRIPTION : OF_FILE, LimitFileOptions.defaults());
        SubscribedPlans plans = subscribed
                ? new SubscriptionCache(new GoldCustomers(AMOUNT), () -> true, CUSTOMERS * 2L)
                : SubscribedPlans.NONE;
        Counters counters = Engines.counters();
        DecisionEngine started = new DecisionEngine(
                () -> table,
                plans,
                counters,
                (key, window, sender, accounted, totals) -> new PlainTotals(totals),
                (window, nowMillis, report, urgent) -> {},
                () -> 1,
                DecisionObserver.NONE);
        List<RateLimitQuery> all = new ArrayList<>();
        for (int i = 0; i < CUSTOMERS; i++) {
            List<DescriptorEntry> entries = List.of(new DescriptorEntry("api_key", GoldCustomers.subject(i)));
            all.add(new RateLimitQuery(DOMAIN, List.of(new RateLimitQuery.Descriptor(entries, 1, null))));
        }
        for (RateLimitQuery query : all) {
            PendingDecision pending = started.prepare(query);
            pending.loadWith(new Engines.NewCounters(counters), NOW_MILLIS);
        }
        queries = all;
        engine = started;
    }

    /** Decides one query of each customer in turn. */
    @Benchmark
    @OperationsPerInvocation(DECISIONS)
    public void decide(Blackhole answers) {
        DecisionEngine deciding = requireNonNull(engine, "engine");
        for (int i = 0; i < DECISIONS; i++) {
            next = next + 1 == queries.size() ? 0 : next + 1;
            Decision answer = deciding.prepare(queries.get(next)).tryDecide(NOW_MILLIS);
            answers.consume(requireNonNull(answer, "answer"));
        }
    }
}
