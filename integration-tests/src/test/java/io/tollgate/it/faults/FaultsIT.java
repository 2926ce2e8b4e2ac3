package io.tollgate.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.it.faults.Answers.Cell;
import io.tollgate.it.faults.Answers.Told;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One run for each seed of {@code -Dfaults.seeds=1,2,7-20}: one or two gateways and one or two streams apps, hours that
 * pass under load, and faults all the time. Prints what was done and counted.
 */
final class FaultsIT {

    private static final long HOUR_SECONDS = 3600;
    private static final long LIMIT = 400;
    private static final int HOURS = Integer.getInteger("faults.hours", 8);
    private static final Duration HOUR_TAKES = Duration.ofSeconds(10);
    private static final Duration CONVERGENCE = Duration.ofMinutes(4);

    /** Longer than the ledger gathers late hits for a revision. */
    private static final Duration REVISION = Duration.ofSeconds(15);

    @TempDir
    private Path folder;

    static Stream<Long> seeds() {
        return Arrays.stream(System.getProperty("faults.seeds", "1").split(","))
                .map(String::strip)
                .flatMapToLong(FaultsIT::range)
                .boxed();
    }

    private static LongStream range(String text) {
        String[] ends = text.split("-", 2);
        return LongStream.rangeClosed(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theLedgerSaysWhatTheClientsWereTold(long seed) throws InterruptedException {
        int gateways = seed % 3 == 0 ? 1 : 2;
        int streams = seed % 2 == 0 ? 2 : 1;
        long begin = (System.currentTimeMillis() / 1000 / HOUR_SECONDS + 1) * HOUR_SECONDS;
        Answers answers = new Answers();
        List<String> faults;
        try (Site site = new Site(folder, gateways, streams, LIMIT, begin + 600);
                Nemesis nemesis = new Nemesis(site, seed)) {
            try (Clients clients = new Clients(site, seed, answers)) {
                for (int hour = 0; hour < HOURS; hour++) {
                    nemesis.strike();
                    pass(HOUR_TAKES);
                    long next = begin + 600 + (hour + 1) * HOUR_SECONDS;
                    clients.nextHour(() -> site.setClock(next));
                }
            }
            nemesis.mendAll();
            faults = nemesis.done();
            site.setClock(begin + (HOURS + 48) * HOUR_SECONDS);
            try (LedgerRows rows =
                    new LedgerRows(site.bootstrapServers(), Site.PREFIX + "ledger", Site.PARTITIONS, begin * 1000)) {
                awaitRows(site, rows, answers);
                report(seed, gateways, streams, faults, answers, rows);
                check(site, rows, answers);
            }
        }
        checkExcess(gateways, answers);
    }

    private static void pass(Duration time) throws InterruptedException {
        Thread.sleep(time.toMillis()); // how long the load lasts; nothing is waited for
    }

    /** Waits until the ledger holds what was answered, and then for as long as a revision may take to be written. */
    private static void awaitRows(Site site, LedgerRows rows, Answers answers) {
        Awaitility.await("the ledger to hold what was answered")
                .atMost(CONVERGENCE)
                .conditionEvaluationListener(condition -> {
                    if (condition.getRemainingTimeInMS() <= 0) {
                        System.err.println(site.output());
                    }
                })
                .untilAsserted(() -> {
                    rows.poll();
                    assertThat(problems(rows, answers)).isEmpty();
                });
        long until = System.nanoTime() + REVISION.toNanos();
        while (System.nanoTime() < until) {
            rows.poll();
        }
    }

    private static List<String> problems(LedgerRows rows, Answers answers) {
        List<String> problems = new ArrayList<>(rows.problems());
        problems.addAll(LedgerChecker.problems(answers.told(), rows.hours(), rows.longer()));
        if (rows.longer().isEmpty()) {
            problems.add("no day is closed");
        }
        return problems;
    }

    private static void check(Site site, LedgerRows rows, Answers answers) {
        assertThat(problems(rows, answers)).as(site.output()).isEmpty();
    }

    /** A gateway alone never admits more than the limit; several each no more than it, when they hear of nothing. */
    private static void checkExcess(int gateways, Answers answers) {
        Map<Cell, Told> told = answers.told();
        assertThat(told)
                .allSatisfy((cell, hits) ->
                        assertThat(hits.admitted()).as("admitted in %s", cell).isLessThanOrEqualTo(gateways * LIMIT));
    }

    private static void report(
            long seed, int gateways, int streams, List<String> faults, Answers answers, LedgerRows rows) {
        long most =
                answers.told().values().stream().mapToLong(Told::admitted).max().orElse(0);
        System.out.printf(
                "faults: seed %d, %d gateways, %d streams apps, %d hours: %d hits answered, %d without an answer;"
                        + " ledger: %s; most admitted in an hour %d of %d; %s%n",
                seed,
                gateways,
                streams,
                HOURS,
                answers.answered(),
                answers.unanswered(),
                rows.summary(),
                most,
                LIMIT,
                String.join(", ", faults));
    }
}
