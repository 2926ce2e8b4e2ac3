package io.tollgate.benchmarks;

import static java.util.Objects.requireNonNull;

import io.tollgate.gateway.limits.LimitFileOptions;
import io.tollgate.gateway.limits.LimitRule;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.model.DescriptorEntry;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What JMH runs: the match of a descriptor. JMH extends this class, so it is not final. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MatchingRuns {

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
        table = LimitTable.parse("bench.yaml", LimitTexts.flat(rules, shape), LimitFileOptions.defaults());
        descriptors = shape.descriptors();
        for (List<DescriptorEntry> descriptor : descriptors) {
            requireNonNull(table.match(LimitTexts.DOMAIN, descriptor), "rule");
        }
    }

    /** Matches one descriptor of ten in turn. */
    @Benchmark
    public @Nullable LimitRule match() {
        next = next + 1 == descriptors.size() ? 0 : next + 1;
        return table.match(LimitTexts.DOMAIN, descriptors.get(next));
    }
}
