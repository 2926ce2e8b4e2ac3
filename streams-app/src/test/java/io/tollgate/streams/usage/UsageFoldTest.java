package io.tollgate.streams.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounting.AppliedLimit;
import io.tollgate.accounting.HitSender;
import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.event.WindowUse;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.Window;
import io.tollgate.streams.record.HitValidation;
import io.tollgate.streams.usage.MergeResult.FoldedRow;
import io.tollgate.streams.usage.MergeResult.Implausible;
import io.tollgate.streams.usage.MergeResult.Merged;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class UsageFoldTest {

    private static final long NOW = 1_800_000_000_000L;
    private static final AppliedLimit LIMIT_OF_1000 = new AppliedLimit(1_000, false, ChargeMode.ALL);
    private static final WindowPurposes BOTH = WindowPurposes.of(WindowUse.LIMIT_AND_ACCOUNTING);
    private static final Window HOUR = new Window(NOW, NOW + 3_600_000);
    private static final List<Window> WINDOWS = List.of(HOUR, new Window(NOW, NOW + 86_400_000));

    /** Rows as a changelog keeps them: a log of writes, of which a crash leaves a prefix. */
    private static final class Rows {
        private final List<Map.Entry<Object, Object>> log = new ArrayList<>();
        private final Map<Object, Object> now = new HashMap<>();

        private CounterState state() {
            return (CounterState) now.getOrDefault("counter", CounterState.EMPTY);
        }

        private @Nullable HitTotals folded(Window window, HitSender sender) {
            return (@Nullable HitTotals) now.get(List.of(window, sender));
        }

        private void write(Merged merged) {
            for (FoldedRow row : merged.folded()) {
                put(List.of(row.window(), row.sender()), row.counts());
            }
            put("counter", merged.state());
        }

        private void put(Object key, Object value) {
            log.add(Map.entry(key, value));
            now.put(key, value);
        }

        private void restore(int writes) {
            log.subList(writes, log.size()).clear();
            now.clear();
            log.forEach(write -> now.put(write.getKey(), write.getValue()));
        }
    }

    private static final class Marks implements SenderStatus {
        private final Set<HitSender> covered = new HashSet<>();
        private final Set<HitSender> live = new HashSet<>();

        @Override
        public boolean isCovered(HitSender sender) {
            return covered.contains(sender);
        }

        @Override
        public boolean isLive(HitSender sender) {
            return live.contains(sender);
        }
    }

    private final Rows rows = new Rows();
    private final Marks marks = new Marks();

    private static HitSender sender(int number) {
        return new Incarnation(new UUID(number, 7), NOW + number, number);
    }

    private static Report report(int sender, Window window, long admitted) {
        return new Report(
                sender(sender),
                List.of(new Report.InWindow(window, new HitTotals(admitted, 0, 0, 0, 0), BOTH, LIMIT_OF_1000)),
                NOW);
    }

    private MergeResult merge(Report report) {
        MergeResult outcome = UsageFold.merge(rows.state(), Retention.FOR_DECISIONS, report, marks, rows::folded);
        if (outcome instanceof Merged merged) {
            rows.write(merged);
        }
        return outcome;
    }

    private static Map<Window, HitTotals> sums(CounterState state) {
        Map<Window, HitTotals> sums = new HashMap<>();
        state.windows().forEach(window -> sums.put(window.window(), window.sum()));
        return sums;
    }

    /** Totals of senders that only grow, each window and kind for itself. */
    private static List<Report> history(Random random, int senders) {
        List<Report> history = new ArrayList<>();
        Map<List<Object>, HitTotals> totals = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            HitSender sender = sender(random.nextInt(senders));
            List<Report.InWindow> moved = new ArrayList<>();
            for (Window window : WINDOWS) {
                if (moved.isEmpty() || random.nextBoolean()) {
                    HitTotals more = new HitTotals(
                            random.nextInt(5),
                            random.nextInt(2),
                            random.nextInt(2),
                            random.nextInt(2),
                            random.nextInt(2));
                    HitTotals total = totals.merge(List.of(sender, window), more, HitTotals::plus);
                    moved.add(new Report.InWindow(window, total, BOTH, LIMIT_OF_1000));
                }
            }
            history.add(new Report(sender, moved, NOW));
        }
        return history;
    }

    private static Map<Window, HitTotals> naiveSum(List<Report> reports) {
        Map<List<Object>, HitTotals> largest = new HashMap<>();
        for (Report report : reports) {
            for (Report.InWindow in : report.windows()) {
                largest.merge(List.of(report.sender(), in.window()), in.counts(), HitTotals::max);
            }
        }
        Map<Window, HitTotals> sums = new HashMap<>();
        largest.forEach((key, counts) -> sums.merge((Window) key.get(1), counts, HitTotals::plus));
        return sums;
    }

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void comesToTheNaiveSumInAnyOrderWithDuplicatesAndFolding(long seed) {
        Random random = new Random(seed);
        List<Report> history = history(random, 6);
        List<Report> arriving = new ArrayList<>(history);
        arriving.addAll(history.subList(0, 100));
        Collections.shuffle(arriving, random);
        List<Report> seen = new ArrayList<>();

        for (Report report : arriving) {
            if (random.nextInt(40) == 0) {
                marks.covered.add(sender(random.nextInt(6)));
            }
            merge(report);
            seen.add(report);
            assertThat(sums(rows.state())).as("seed " + seed).isEqualTo(naiveSum(seen));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void comesToTheNaiveSumWhateverWritesACrashTakesBack(long seed) {
        Random random = new Random(seed);
        List<Report> history = history(random, 6);
        Collections.shuffle(history, random);
        int committed = 0;
        int committedWrites = 0;

        for (int next = 0; next < history.size(); next++) {
            if (random.nextInt(40) == 0) {
                marks.covered.add(sender(random.nextInt(6)));
            }
            merge(history.get(next));
            if (random.nextInt(10) == 0) {
                committed = next + 1;
                committedWrites = rows.log.size();
            } else if (random.nextInt(12) == 0) {
                rows.restore(committedWrites + random.nextInt(rows.log.size() - committedWrites + 1));
                next = committed - 1;
            }
        }

        assertThat(sums(rows.state())).as("seed " + seed).isEqualTo(naiveSum(history));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void readsBackEveryRowThatItWrites(long seed) {
        for (Report report : history(new Random(seed), 6)) {
            merge(report);
        }

        CounterState state = rows.state().withUnpublishedSince(NOW);
        assertThat(RowCodec.counter(RowCodec.encode(state))).as("seed " + seed).isEqualTo(state);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void tellsTheSameInWhateverOrderReportsOfEachUseCome(long seed) {
        Random random = new Random(seed);
        List<Report> reports = new ArrayList<>();
        for (Window window : WINDOWS) {
            for (WindowUse use : WindowUse.values()) {
                if (random.nextBoolean() && (use != WindowUse.LIMIT || !window.equals(HOUR))) {
                    AppliedLimit applied = use == WindowUse.LIMIT_AND_ACCOUNTING && random.nextBoolean()
                            ? LIMIT_OF_1000
                            : AppliedLimit.UNKNOWN;
                    reports.add(new Report(
                            sender(random.nextInt(3)),
                            List.of(new Report.InWindow(
                                    window,
                                    new HitTotals(1 + random.nextInt(9), 0, 0, 0, 0),
                                    WindowPurposes.of(use),
                                    applied)),
                            NOW));
                }
            }
        }
        reports.forEach(this::merge);
        Set<WindowState> told = Set.copyOf(rows.state().telling());
        rows.restore(0);
        List<Report> arriving = new ArrayList<>(reports);
        arriving.addAll(reports);
        Collections.shuffle(arriving, random);

        arriving.forEach(this::merge);

        assertThat(rows.state().telling()).as("seed " + seed).containsExactlyInAnyOrderElementsOf(told);
        assertThat(rows.state().telling())
                .allSatisfy(state ->
                        assertThat(state.sum()).isEqualTo(naiveSum(reports).get(state.window())));
    }

    @Test
    void setsAsideATotalThatJumpsByMoreThanTwoToThe53() {
        merge(report(1, HOUR, 5));

        assertThat(merge(report(1, HOUR, 5 + HitValidation.MOST_PLAUSIBLE_JUMP)))
                .isInstanceOf(Merged.class);
        assertThat(merge(report(2, HOUR, 1 + HitValidation.MOST_PLAUSIBLE_JUMP)))
                .isInstanceOf(Implausible.class);
    }

    @Test
    void saturatesInsteadOfTurningNegative() {
        HitTotals most = new HitTotals(Long.MAX_VALUE, 1, 0, 0, 0);

        assertThat(most.plus(most).admitted()).isEqualTo(Long.MAX_VALUE);
        assertThat(most.usage(ChargeMode.ALL)).isEqualTo(Long.MAX_VALUE);
        assertThat(new HitTotals(1, 0, 0, 2, 0).usage(ChargeMode.ALL)).isZero();
    }

    @Test
    void boundsTheSendersByNameByFoldingTheOldestThatAreNotLive() {
        marks.live.add(sender(0));
        IntStream.range(0, 400).forEach(number -> merge(report(number, HOUR, 1)));

        WindowState hour = rows.state().windows().get(0);
        assertThat(hour.bySender()).hasSizeLessThanOrEqualTo(UsageFold.MOST_NAMED_SENDERS + 1);
        assertThat(hour.bySender()).containsKeys(sender(0), sender(399)).doesNotContainKey(sender(1));
        assertThat(hour.sum().admitted()).isEqualTo(400);
    }

    @Test
    void boundsTheWindowsOfARowByLeavingOutTheFarthest() {
        IntStream.range(0, 100)
                .mapToObj(hour -> new Window(NOW + hour * 3_600_000L, NOW + (hour + 1) * 3_600_000L))
                .forEach(window -> merge(report(1, window, 1)));

        assertThat(rows.state().windows()).hasSize(OpenWindows.MOST);
        assertThat(rows.state().in(HOUR)).isNotNull();
    }

    @Test
    void keepsAWindowOfASlidingLimitForItsWholeLength() {
        assertThat(OpenWindows.isClosed(HOUR, true, HOUR.endMillis() + HOUR.lengthMillis()))
                .isFalse();
        assertThat(OpenWindows.isClosed(HOUR, true, HOUR.endMillis() + HOUR.lengthMillis() + 10_001))
                .isTrue();
    }

    @Test
    void keepsAWindowForItsLengthWithinTenSecondsAndTenMinutes() {
        Window second = new Window(NOW, NOW + 1_000);
        Window minute = new Window(NOW, NOW + 60_000);

        assertThat(OpenWindows.graceMs(second, false)).isEqualTo(10_000);
        assertThat(OpenWindows.graceMs(minute, false)).isEqualTo(60_000);
        assertThat(OpenWindows.graceMs(HOUR, false)).isEqualTo(600_000);
        assertThat(OpenWindows.isClosed(HOUR, false, HOUR.endMillis() + 600_000))
                .isFalse();
        assertThat(OpenWindows.isClosed(HOUR, false, HOUR.endMillis() + 600_001))
                .isTrue();
    }
}
