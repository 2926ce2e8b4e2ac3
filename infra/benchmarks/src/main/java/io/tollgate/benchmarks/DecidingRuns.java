package io.tollgate.benchmarks;

import static java.util.Objects.requireNonNull;

import io.tollgate.gateway.decision.Answer;
import io.tollgate.gateway.decision.Counter;
import io.tollgate.gateway.decision.CounterLoader;
import io.tollgate.gateway.decision.Counters;
import io.tollgate.gateway.decision.DecisionEngine;
import io.tollgate.gateway.decision.DecisionEngine.GlobalModes;
import io.tollgate.gateway.decision.DecisionListener;
import io.tollgate.gateway.decision.OwnTotalsAllocator;
import io.tollgate.gateway.decision.Question;
import io.tollgate.gateway.decision.SenderId;
import io.tollgate.gateway.journal.Journal;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.UUID;
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
    private static final long JOURNAL_BYTES = 8 << 20;
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
    private List<Question> questions = List.of();
    private int next;

    /** Compiles the table and brings the counters onto the heap. */
    @Setup
    public void start() throws IOException {
        LimitTable table = LimitTexts.table(rules, shape);
        OwnTotalsAllocator totals = durable
                ? Journal.open(
                        Files.createTempDirectory("tollgate-bench"),
                        new Journal.Settings(JOURNAL_BYTES, true),
                        segment -> {})
                : (key, window, sender, accounted, start) -> new PlainTotals(start);
        Counters counters = new Counters(new SenderId(new UUID(0, 1), 1, 1));
        DecisionEngine started = new DecisionEngine(
                () -> table,
                counters,
                totals,
                (window, nowMillis, report, urgent) -> {},
                () -> 1,
                new GlobalModes(false, false, ChargeMode.ALL),
                DecisionListener.NONE);
        questions = shape.descriptors().stream()
                .map(entries -> new Question(LimitTexts.DOMAIN, List.of(new Question.Descriptor(entries, 1, null))))
                .toList();
        questions.forEach(question -> started.prepare(question).loadWith(new NewCounters(counters), NOW_MILLIS));
        engine = started;
    }

    /** Decides ten questions in turn. */
    @Benchmark
    @OperationsPerInvocation(DECISIONS)
    public void decide(Blackhole answers) {
        DecisionEngine deciding = requireNonNull(engine, "engine");
        for (int i = 0; i < DECISIONS; i++) {
            next = next + 1 == questions.size() ? 0 : next + 1;
            Answer answer = deciding.prepare(questions.get(next)).tryAnswer(NOW_MILLIS);
            answers.consume(requireNonNull(answer, "answer"));
        }
    }

    /** There is no disk: every counter is new. */
    private record NewCounters(Counters counters) implements CounterLoader {

        @Override
        public Counter load(CounterKey key, long nowMillis) {
            Counter counter = new Counter(key, nowMillis);
            counters.add(counter);
            return counter;
        }

        @Override
        public void load(Counter counter, Window window) {
            counter.findOrAdd(window, counters.sender());
        }

        @Override
        public void loadEnded(Counter counter, Window window) {
            throw new IllegalStateException("no limit slides here");
        }

        @Override
        public SenderId newSender() {
            return counters.sender();
        }
    }
}
