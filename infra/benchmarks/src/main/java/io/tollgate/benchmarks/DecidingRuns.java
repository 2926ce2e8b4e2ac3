package io.tollgate.benchmarks;

import static java.util.Objects.requireNonNull;

import io.tollgate.gateway.decision.Counters;
import io.tollgate.gateway.decision.Decision;
import io.tollgate.gateway.decision.DecisionEngine;
import io.tollgate.gateway.decision.RateLimitQuery;
import io.tollgate.gateway.limits.LimitTable;
import java.io.IOException;
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

/** What JMH runs: a whole decision, with its totals on the heap or in a journal. JMH extends this class, so it is not final. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecidingRuns {

    private static final int DECISIONS = 100;
    private static final long NOW_MILLIS = 1_800_000_000_000L;

    /** How many rules the table has. */
    @Param({"10", "100000"})
    public int rules;

    /** How the rules differ. */
    @Param
    public RuleShape shape = RuleShape.EXACT;

    /** Whether totals are in the journal, as a gateway has them, or only on the heap. */
    @Param("false")
    public boolean durable;

    private @Nullable DecisionEngine engine;
    private List<RateLimitQuery> queries = List.of();
    private int next;

    /** Compiles the table and brings the counters onto the heap. */
    @Setup
    public void start() throws IOException {
        LimitTable table = LimitTexts.table(rules, shape);
        Counters counters = Engines.counters();
        DecisionEngine started = Engines.engine(table, counters, durable);
        queries = shape.descriptors().stream()
                .map(entries ->
                        new RateLimitQuery(LimitTexts.DOMAIN, List.of(new RateLimitQuery.Descriptor(entries, 1, null))))
                .toList();
        queries.forEach(query -> started.prepare(query).loadWith(new Engines.NewCounters(counters), NOW_MILLIS));
        engine = started;
    }

    /** Decides ten queries in turn. */
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
