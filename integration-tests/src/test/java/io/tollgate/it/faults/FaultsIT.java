package io.tollgate.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.it.faults.Answers.Cell;
import io.tollgate.it.faults.LedgerChecker.Counted;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
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
    private static final long TEN_MINUTES = 600;
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
        Run run = new Run(seed);
        try (Site site =
                new Site(folder, run.gateways, run.streams, run.smallDisk, LIMIT, run.beginSeconds + TEN_MINUTES)) {
            run.sell(site);
            run.harass(site);
            site.setClock(run.beginSeconds + (HOURS + 48) * HOUR_SECONDS);
            try (LedgerRows rows = new LedgerRows(
                    site.bootstrapServers(), Site.PREFIX + "ledger", Site.PARTITIONS, run.beginSeconds * 1000)) {
                run.awaitRows(site, rows);
                run.report(rows);
                assertThat(run.problems(rows)).as(site.output()).isEmpty();
                run.checkTheChecker(rows);
            }
        }
        run.checkExcess();
    }

    /** What a seed comes to. */
    private static final class Run {
        private final long seed;
        private final int gateways;
        private final int streams;
        private final boolean smallDisk;
        private final long beginSeconds = (System.currentTimeMillis() / 1000 / HOUR_SECONDS + 1) * HOUR_SECONDS;
        private final Answers answers = new Answers();
        private final Sales sales;
        private List<String> faults = List.of();
        private int duplicates;
        private long mayBeMissing;

        /** How many disks were counted from: each may admit the limit when it hears of no other. */
        private int disks;

        Run(long seed) {
            this.seed = seed;
            sales = new Sales(seed, beginSeconds);
            gateways = seed % 3 == 0 ? 1 : 2;
            streams = seed % 2 == 0 ? 2 : 1;
            smallDisk = seed % 4 == 1 && SmallDisk.isPossible();
            disks = gateways;
        }

        /** Makes customers and what they have bought, and waits until every gateway knows. */
        void sell(Site site) {
            sales.make(new ResourcesApi(site.apiPorts()));
            for (int gateway = 0; gateway < gateways; gateway++) {
                Clients.awaitSold(site.port(gateway));
            }
        }

        /** Hours pass under load, while the nemesis strikes; in one of them a disk is lost, in another one copied. */
        void harass(Site site) throws InterruptedException {
            int wiping = seed % 4 == 0 ? HOURS / 2 : -1;
            int cloning = seed % 4 == 2 ? HOURS / 2 : -1;
            try (Nemesis nemesis = new Nemesis(site, seed);
                    Duplicator duplicator = new Duplicator(site.bootstrapServers(), seed);
                    Sales.Changes changes = sales.change(new ResourcesApi(site.apiPorts()))) {
                try (Clients clients = new Clients(site, seed, answers)) {
                    for (int hour = 0; hour < HOURS; hour++) {
                        if (hour == wiping) {
                            nemesis.cutOff();
                        } else {
                            nemesis.strike();
                        }
                        pass(HOUR_TAKES);
                        int ended = hour;
                        clients.nextHour(() -> {
                            if (ended == wiping) {
                                mayBeMissing += nemesis.wipe(nemesis.wholeGateway());
                                nemesis.connect();
                                disks++;
                            }
                            if (ended == cloning) {
                                clients.alsoAsk(nemesis.cloneGateway(nemesis.wholeGateway()));
                                disks++;
                            }
                            site.setClock(beginSeconds + TEN_MINUTES + (ended + 1) * HOUR_SECONDS);
                            changes.nextHour();
                        });
                    }
                }
                nemesis.mendAll();
                faults = nemesis.done();
                duplicates = duplicator.sent();
            }
        }

        /** Waits until the ledger holds what was answered, and then for as long as a revision may take to be written. */
        void awaitRows(Site site, LedgerRows rows) {
            Awaitility.await("the ledger to hold what was answered")
                    .atMost(CONVERGENCE)
                    .conditionEvaluationListener(condition -> {
                        if (condition.getRemainingTimeInMS() <= 0) {
                            System.err.println(site.output());
                        }
                    })
                    .untilAsserted(() -> {
                        rows.poll();
                        assertThat(problems(rows)).isEmpty();
                    });
            long until = System.nanoTime() + REVISION.toNanos();
            while (System.nanoTime() < until) {
                rows.poll();
            }
        }

        List<String> problems(LedgerRows rows) {
            List<String> problems = new ArrayList<>(rows.problems());
            problems.addAll(problems(rows.hours(), rows));
            problems.addAll(sales.problems(rows.plans()));
            if (rows.longer().isEmpty()) {
                problems.add("no day is closed");
            }
            return problems;
        }

        private List<String> problems(Map<Cell, Counted> hours, LedgerRows rows) {
            return LedgerChecker.problems(answers.told(), hours, rows.longer(), mayBeMissing);
        }

        /** With what this very run counted: one hit less or more, or a row twice, must not go by. */
        void checkTheChecker(LedgerRows rows) {
            Map<Cell, Counted> hours = rows.hours();
            Cell any = hours.keySet().stream()
                    .sorted()
                    .skip(seed % hours.size())
                    .findFirst()
                    .orElseThrow();
            Counted right = hours.getOrDefault(any, Counted.NOTHING);
            long slack = answers.unanswered() + mayBeMissing + 1;
            for (Counted wrong : List.of(
                    new Counted(right.admitted() - slack, right.denied(), right.givenBack()),
                    new Counted(right.admitted() + slack, right.denied(), right.givenBack()),
                    new Counted(right.admitted(), right.denied() + slack, right.givenBack()),
                    new Counted(right.admitted(), right.denied(), right.givenBack() - slack),
                    new Counted(right.admitted(), right.denied(), right.givenBack() + slack))) {
                Map<Cell, Counted> planted = new HashMap<>(hours);
                planted.put(any, wrong);
                assertThat(problems(planted, rows))
                        .as("%s instead of %s in %s", wrong, right, any)
                        .isNotEmpty();
            }
        }

        /**
         * A gateway alone never admits more than the limit and what was given back; several each no more than it, when
         * they hear of nothing else.
         */
        void checkExcess() {
            answers.told()
                    .forEach((cell, hits) -> limit(cell)
                            .ifPresent(limit -> assertThat(hits.admitted())
                                    .as("admitted in %s", cell)
                                    .isLessThanOrEqualTo(disks * (limit + hits.givenBack() + hits.unknown()))));
        }

        /** Returns what a hard limit admits in an hour; empty if there is none. */
        private OptionalLong limit(Cell cell) {
            return Offer.isBilled(cell.customer()) ? sales.mostCalls(cell) : OptionalLong.of(LIMIT);
        }

        /** Returns the hour in which the largest share of what a limit admits was admitted, and how much that was. */
        private String most(boolean sold) {
            return answers.told().entrySet().stream()
                    .filter(told -> Offer.isBilled(told.getKey().customer()) == sold)
                    .filter(told -> limit(told.getKey()).isPresent())
                    .max(Comparator.comparingDouble(
                            told -> (double) told.getValue().admitted()
                                    / limit(told.getKey()).getAsLong()))
                    .map(told -> told.getValue().admitted() + " of "
                            + limit(told.getKey()).getAsLong())
                    .orElse("none");
        }

        void report(LedgerRows rows) {
            System.out.printf(
                    "faults: seed %d, %d gateways, %d streams apps, %d hours: %d hits answered, %d without an answer,"
                            + " %d records twice; ledger: %s, %d hits missing of %d that were on a wiped disk only; most admitted in an hour %s, of calls %s; %s; %s%n",
                    seed,
                    gateways,
                    streams,
                    HOURS,
                    answers.answered(),
                    answers.unanswered(),
                    duplicates,
                    rows.summary(),
                    LedgerChecker.missing(answers.told(), rows.hours()),
                    mayBeMissing,
                    most(false),
                    most(true),
                    sales.summary(),
                    String.join(", ", faults));
        }
    }

    private static void pass(Duration time) throws InterruptedException {
        Thread.sleep(time.toMillis()); // how long the load lasts; nothing is waited for
    }
}
