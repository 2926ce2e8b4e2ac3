package io.tollgate.gateway.decision;

import static io.tollgate.gateway.decision.DecidingGateway.DOMAIN;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.file.GlobalModes;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.CounterKey;
import io.tollgate.model.DescriptorEntry;
import io.tollgate.model.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Requests of several threads on few counters are answered as if they had been answered one after the other, each
 * somewhere between its query and its answer. Every small history is compared with all orders that its times allow.
 */
final class LinearizabilityTest {

    private static final int THREADS = 3;
    private static final int QUESTIONS_EACH = 3;
    private static final int HISTORIES = 1_500;
    private static final int LIMIT = 34;

    /** So many that what is given back never comes to more. */
    private static final int USED_BEFORE = 30;

    private static final List<String> COUNTERS = List.of("a", "b");
    private static final long NOW = 1_800_000_000_000L;
    private static final ExecutorService POOL = Executors.newFixedThreadPool(THREADS);

    /** Hits on a counter; negative where they are given back. */
    private record Part(int counter, int hits, boolean reported) {

        Part(int counter, int hits) {
            this(counter, hits, false);
        }

        boolean isOver(long usedBefore) {
            int asked = reported && hits == 0 ? 1 : hits;
            return hits >= 0 && Math.max(0, usedBefore + asked) > LIMIT;
        }
    }

    /** What was answered: whether it was rejected, and the remaining of each part. */
    private record Said(boolean rejected, List<Long> remaining) {}

    private record Operation(List<Part> query, Said answer, long asked, long answered) {}

    @AfterAll
    static void stop() {
        POOL.shutdownNow();
    }

    @ParameterizedTest
    @EnumSource(ChargeMode.class)
    void concurrentRequestsAreAnsweredAsIfOneAfterTheOther(ChargeMode mode) throws Exception {
        for (int seed = 0; seed < HISTORIES; seed++) {
            List<Operation> history = run(mode, seed);

            assertThat(isLinearizable(history, mode))
                    .as("%s, seed %d: %s", mode, seed, history)
                    .isTrue();
        }
    }

    @Test
    void theCheckerFindsAnAnswerThatNoOrderGives() {
        Operation first = new Operation(List.of(new Part(0, 3)), new Said(false, List.of(1L)), 0, 1);
        Operation lost = new Operation(List.of(new Part(0, 3)), new Said(false, List.of(1L)), 2, 3);
        Operation right = new Operation(List.of(new Part(0, 3)), new Said(true, List.of(0L)), 2, 3);
        Operation tooEarly = new Operation(List.of(new Part(0, 0)), new Said(false, List.of(4L)), 4, 5);

        assertThat(isLinearizable(List.of(first, right), ChargeMode.ADMITTED)).isTrue();
        assertThat(isLinearizable(List.of(first, lost), ChargeMode.ADMITTED)).isFalse();
        assertThat(isLinearizable(List.of(first, tooEarly), ChargeMode.ADMITTED))
                .isFalse();
    }

    private static List<Operation> run(ChargeMode mode, int seed) throws Exception {
        Random random = new Random(seed);
        DecisionEngine engine = engine(mode);
        ask(engine, List.of(new Part(0, USED_BEFORE), new Part(1, USED_BEFORE)));
        AtomicLong time = new AtomicLong();
        CyclicBarrier start = new CyclicBarrier(THREADS);
        List<Future<List<Operation>>> threads = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            List<List<Part>> queries = new ArrayList<>();
            for (int i = 0; i < QUESTIONS_EACH; i++) {
                queries.add(query(random, mode));
            }
            threads.add(POOL.submit(() -> {
                start.await(10, TimeUnit.SECONDS);
                List<Operation> operations = new ArrayList<>();
                for (List<Part> query : queries) {
                    long asked = time.getAndIncrement();
                    Said answer = ask(engine, query);
                    operations.add(new Operation(query, answer, asked, time.getAndIncrement()));
                }
                return operations;
            }));
        }
        List<Operation> history = new ArrayList<>();
        for (Future<List<Operation>> thread : threads) {
            history.addAll(thread.get(10, TimeUnit.SECONDS));
        }
        return history;
    }

    /** Where every hit is charged, a request of several counters is several steps, as in the reference. */
    private static List<Part> query(Random random, ChargeMode mode) {
        int kind = random.nextInt(mode == ChargeMode.ALL ? 6 : 11);
        int hits = random.nextInt(3);
        return switch (kind) {
            case 0, 1 -> List.of(new Part(kind, hits));
            case 2 -> List.of(new Part(random.nextInt(2), 0));
            case 3 -> List.of(new Part(random.nextInt(2), -1 - hits));
            case 4 -> List.of(new Part(random.nextInt(2), 0, true));
            case 5 -> List.of(new Part(random.nextInt(2), 2 * hits, true));
            case 6 -> List.of(new Part(0, hits), new Part(1, 1 + random.nextInt(2)));
            case 7 -> List.of(new Part(1, hits), new Part(0, 1 + random.nextInt(2)));
            case 8 -> List.of(new Part(0, 1), new Part(0, 1), new Part(1, 1));
            case 9 -> List.of(new Part(1, 1), new Part(0, 1 + hits, true), new Part(0, 1));
            default -> List.of(new Part(0, 2), new Part(0, -2), new Part(1, 1), new Part(0, 1));
        };
    }

    private static DecisionEngine engine(ChargeMode mode) {
        LimitTable table = LimitTable.parse(
                "f.yaml",
                "domain: " + DOMAIN + "\ndescriptors: [{key: k, rate_limit: {unit: day, requests_per_unit: " + LIMIT
                        + "}}]",
                LimitFileOptions.defaults().with(new GlobalModes(false, false, mode, null)));
        Counters counters = new Counters(new Incarnation(new UUID(0, 1), 1, 1));
        for (String value : COUNTERS) {
            CounterKey.Builder key = CounterKey.descriptor(DOMAIN, 1);
            counters.add(new Counter(key.entry("k", value, false).build(), NOW));
        }
        return new DecisionEngine(
                () -> table,
                counters,
                LinearizabilityTest::allocate,
                (window, nowMillis, report, urgent) -> {},
                () -> 1,
                DecisionObserver.NONE);
    }

    private static OwnTotals allocate(
            CounterKey key, Window window, Incarnation sender, boolean accounted, HitTotals start) {
        return new HeapOwnTotals(start, accounted);
    }

    private static Said ask(DecisionEngine engine, List<Part> query) {
        List<RateLimitQuery.Descriptor> descriptors = new ArrayList<>();
        for (Part part : query) {
            descriptors.add(new RateLimitQuery.Descriptor(
                    List.of(new DescriptorEntry("k", COUNTERS.get(part.counter()))),
                    Math.abs(part.hits()),
                    null,
                    part.hits() < 0,
                    part.reported()));
        }
        Decision answer = requireNonNull(
                engine.prepare(new RateLimitQuery(DOMAIN, descriptors)).tryDecide(NOW));
        return new Said(
                answer.overLimit(),
                answer.descriptors().stream()
                        .map(Decision.DescriptorDecision::remaining)
                        .toList());
    }

    private static boolean isLinearizable(List<Operation> history, ChargeMode mode) {
        long[] used = new long[COUNTERS.size()];
        Arrays.fill(used, USED_BEFORE);
        return continues(new ArrayList<>(history), used, mode);
    }

    /** Tries as the next one each operation that was asked before every other one left was answered. */
    private static boolean continues(List<Operation> left, long[] used, ChargeMode mode) {
        if (left.isEmpty()) {
            return true;
        }
        long firstAnswered = left.stream().mapToLong(Operation::answered).min().orElseThrow();
        for (Operation next : List.copyOf(left)) {
            long[] after = used.clone();
            if (next.asked() < firstAnswered && next.answer().equals(answer(next.query(), after, mode))) {
                left.remove(next);
                if (continues(left, after, mode)) {
                    return true;
                }
                left.add(next);
            }
        }
        return false;
    }

    /** The rules, one request at a time. */
    private static Said answer(List<Part> query, long[] used, ChargeMode mode) {
        long[] seen = used.clone();
        List<Boolean> over = new ArrayList<>();
        for (Part part : query) {
            over.add(part.isOver(seen[part.counter()]));
            seen[part.counter()] += part.hits();
        }
        boolean rejected = over.contains(true);
        List<Long> remaining = new ArrayList<>();
        for (int i = 0; i < query.size(); i++) {
            Part part = query.get(i);
            boolean charged = !rejected
                    || part.hits() < 0
                    || part.reported()
                    || mode == ChargeMode.ALL
                    || (mode == ChargeMode.UNLESS_DENIED_ELSEWHERE && over.get(i));
            used[part.counter()] += charged ? part.hits() : 0;
            remaining.add(over.get(i) ? 0L : Math.max(0, LIMIT - Math.max(0, used[part.counter()])));
        }
        return new Said(rejected, remaining);
    }
}
