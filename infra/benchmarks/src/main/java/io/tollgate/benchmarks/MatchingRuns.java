package io.tollgate.benchmarks;

import static java.util.Objects.requireNonNull;

import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.model.DescriptorEntry;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

/** What JMH runs: the match of a descriptor. JMH extends this class, so it is not final. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MatchingRuns {

    private static final int MATCHES = 1_000;

    /** How many rules the table has. */
    @Param({"10", "100000"})
    public int rules;

    /** How the rules differ. */
    @Param
    public RuleShape shape = RuleShape.EXACT;

    private LimitTable table = LimitTable.empty();
    private List<List<DescriptorEntry>> descriptors = List.of();
    private int next;

    /** Compiles the table; the descriptors are the same for any number of rules. */
    @Setup
    public void compile() {
        table = LimitTexts.table(rules, shape);
        descriptors = shape.descriptors();
        for (List<DescriptorEntry> descriptor : descriptors) {
            requireNonNull(table.match(LimitTexts.DOMAIN, descriptor), "rule");
        }
    }

    /** Matches ten descriptors in turn; a sample is long beside the clock's resolution and short beside a time slice. */
    @Benchmark
    @OperationsPerInvocation(MATCHES)
    public void match(Blackhole results) {
        for (int i = 0; i < MATCHES; i++) {
            next = next + 1 == descriptors.size() ? 0 : next + 1;
            results.consume(table.match(LimitTexts.DOMAIN, descriptors.get(next)));
        }
    }
}
