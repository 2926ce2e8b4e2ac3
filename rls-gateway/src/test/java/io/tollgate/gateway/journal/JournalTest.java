package io.tollgate.gateway.journal;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.gateway.decision.HitOutcome;
import io.tollgate.gateway.decision.OwnTotals;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that dies closes nothing: so do these tests, which simply open the folder again. */
final class JournalTest {

    private static final List<HitOutcome> OUTCOMES = List.of(HitOutcome.values());

    private static final Window WINDOW = new Window(0, 3_600_000);
    private static final Incarnation SENDER = new Incarnation(new UUID(7, 8), 9, 10);
    private static final Journal.Settings SETTINGS = new Journal.Settings(64 << 20, false);

    @TempDir
    Path folder;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void givesBackAfterADeathWhatWasCountedAndNotReleased(long seed) {
        Random random = new Random(seed);
        Map<TotalsKey, HitTotals> expected = new HashMap<>();
        Map<TotalsKey, OwnTotals> places = new HashMap<>();
        Journal journal = open(SETTINGS, new ArrayList<>());
        for (int i = 0; i < 5_000; i++) {
            TotalsKey row = new TotalsKey(key(random.nextInt(300), random.nextInt(2) * 1_000), WINDOW, SENDER);
            OwnTotals place = places.computeIfAbsent(row, absent -> allocate(journal, absent));
            if (random.nextInt(10) == 0) {
                place.release();
                places.remove(row);
                expected.remove(row);
            } else {
                HitOutcome outcome = OUTCOMES.get(random.nextInt(OUTCOMES.size()));
                int hits = 1 + random.nextInt(5);
                place.add(outcome, hits, outcome == HitOutcome.ADMITTED ? 1 : 0);
                expected.merge(row, totals(outcome, hits), HitTotals::plus);
            }
        }

        List<OwnTotalsStore.Row> found = new ArrayList<>();
        Journal again = open(SETTINGS, found);

        assertThat(byId(found)).isEqualTo(expected);
        assertThat(again.slotsInUse()).isZero();
    }

    @Test
    void leavesOutWhatWasCopiedSinceItMoved() {
        Journal journal = open(SETTINGS, new ArrayList<>());
        SlotTotals copied = (SlotTotals) allocate(journal, new TotalsKey(key(1, 0), WINDOW, SENDER));
        SlotTotals movedAgain = (SlotTotals) allocate(journal, new TotalsKey(key(2, 0), WINDOW, SENDER));
        for (SlotTotals totals : List.of(copied, movedAgain)) {
            totals.add(HitOutcome.ADMITTED, 5, 0);
            totals.copied(requireNonNull(totals.snapshot()));
        }
        movedAgain.add(HitOutcome.DENIED_HERE, 1, 0);
        movedAgain.add(HitOutcome.GIVEN_BACK, 1, 0);

        List<OwnTotalsStore.Row> found = new ArrayList<>();
        open(SETTINGS, found);

        assertThat(byId(found))
                .isEqualTo(Map.of(new TotalsKey(key(2, 0), WINDOW, SENDER), new HitTotals(5, 1, 0, 1, 0)));
    }

    @Test
    void doesNotTrustPagesOfAnotherBoot() throws IOException {
        Journal journal = open(SETTINGS, new ArrayList<>());
        allocate(journal, new TotalsKey(key(1, 0), WINDOW, SENDER)).add(HitOutcome.ADMITTED, 5, 0);
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(JournalTest::bootAgain);
        }

        List<Boolean> trusted = new ArrayList<>();
        Journal.open(folder, SETTINGS, segment -> trusted.add(segment.isTrusted()));

        assertThat(trusted).isNotEmpty().containsOnly(false);
    }

    private static void bootAgain(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {'x'}), 16);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void countsOnTheHeapWhenItIsFullAndSaysSo() {
        Journal journal = open(new Journal.Settings(8 << 20, false), new ArrayList<>());
        OwnTotals last = fill(journal);

        last.add(HitOutcome.ADMITTED, 3, 0);

        assertThat(last.snapshot()).isEqualTo(new HitTotals(3, 0, 0, 0, 0));
        assertThat(journal.notDurable()).isEqualTo(1);
        last.release();
        assertThat(journal.notDurable()).isZero();
    }

    @Test
    void keepsTheWindowOfASecondOnTheHeapUnlessItIsAccounted() {
        Journal journal = open(SETTINGS, new ArrayList<>());
        Window second = new Window(5_000, 6_000);
        OwnTotals passing = requireNonNull(journal.allocate(key(1, 0), second, SENDER, false, HitTotals.ZERO));
        OwnTotals accounted = requireNonNull(journal.allocate(key(2, 0), second, SENDER, true, HitTotals.ZERO));
        passing.add(HitOutcome.ADMITTED, 3, 0);
        accounted.add(HitOutcome.ADMITTED, 4, 0);

        assertThat(passing.snapshot()).isEqualTo(new HitTotals(3, 0, 0, 0, 0));
        assertThat(journal.notDurable()).isZero();
        List<OwnTotalsStore.Row> found = new ArrayList<>();
        open(SETTINGS, found);
        assertThat(byId(found))
                .isEqualTo(Map.of(new TotalsKey(key(2, 0), second, SENDER), new HitTotals(4, 0, 0, 0, 0)));
    }

    @Test
    void givesNoPlaceWhenItIsFullAndRequestsAreToBeRejected() {
        Journal journal = open(new Journal.Settings(8 << 20, true), new ArrayList<>());
        int slots = 0;
        while (journal.allocate(key(slots, 0), WINDOW, SENDER, true, HitTotals.ZERO) != null) {
            slots++;
        }

        assertThat(slots).isGreaterThan(16_000);
        assertThat(journal.notDurable()).isZero();
    }

    @Test
    void growsBeforeItsFreeSlotsAreUsedUp() {
        Journal journal = open(SETTINGS, new ArrayList<>());
        long before = journal.sizeBytes();
        for (int i = 0; i < 12_000; i++) {
            allocate(journal, new TotalsKey(key(i, 0), WINDOW, SENDER));
        }

        journal.keepRoom();

        assertThat(journal.sizeBytes()).isGreaterThan(before);
        assertThat(journal.hasRoom()).isTrue();
    }

    @Test
    void tellsALateReaderThatThePlaceIsGone() {
        Journal journal = open(SETTINGS, new ArrayList<>());
        OwnTotals place = allocate(journal, new TotalsKey(key(1, 0), WINDOW, SENDER));
        place.add(HitOutcome.ADMITTED, 5, 0);

        place.release();

        assertThat(place.snapshot()).isNull();
    }

    private static OwnTotals fill(Journal journal) {
        for (int i = 0; ; i++) {
            OwnTotals place = allocate(journal, new TotalsKey(key(i, 0), WINDOW, SENDER));
            if (journal.notDurable() > 0) {
                return place;
            }
        }
    }

    private Journal open(Journal.Settings settings, List<OwnTotalsStore.Row> found) {
        return Journal.open(folder, settings, segment -> found.addAll(segment.uncopied()));
    }

    private static OwnTotals allocate(Journal journal, TotalsKey row) {
        @Nullable OwnTotals place = journal.allocate(row.key(), row.window(), row.sender(), true, HitTotals.ZERO);
        return requireNonNull(place);
    }

    private static CounterKey key(int number, int padding) {
        return CounterKey.descriptor("d", 1)
                .entry("k", number + "v".repeat(padding), false)
                .build();
    }

    private static HitTotals totals(HitOutcome outcome, int hits) {
        return switch (outcome) {
            case ADMITTED -> new HitTotals(hits, 0, 0, 0, 1);
            case DENIED_HERE -> new HitTotals(0, hits, 0, 0, 0);
            case DENIED_ELSEWHERE -> new HitTotals(0, 0, hits, 0, 0);
            case GIVEN_BACK -> new HitTotals(0, 0, 0, hits, 0);
        };
    }

    private static Map<TotalsKey, HitTotals> byId(List<OwnTotalsStore.Row> rows) {
        Map<TotalsKey, HitTotals> byId = new HashMap<>();
        rows.forEach(row -> byId.put(row.id(), row.totals()));
        return byId;
    }
}
