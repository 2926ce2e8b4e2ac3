package io.tollgate.streams.ledger.reconcile;

import static java.util.Objects.requireNonNull;

import io.tollgate.accounting.HitTotals;
import io.tollgate.runtime.time.WallClock;
import io.tollgate.streams.reading.Period;
import io.tollgate.streams.reading.TopicReader;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Compares one partition after another, each in as many slices as memory demands.
 *
 * <p>The ledger goes on while it is read. A row is right if it is no less than the hits that were there before the
 * ledger had time to settle, and no more than those that are there after it was read: in between late hits may come.
 */
final class PartitionReconciliation {

    private static final int MOST_SLICES = 1 << 12;

    private final ReconcileTopics topics;
    private final Period period;
    private final ReconcileSettings settings;
    private final WallClock clock;
    private final Instant settledAt;
    private int slices = 1; // partitions are alike: what one needed the next begins with

    /** @param settledAt when the ledger has all that hits had when they were asked for */
    PartitionReconciliation(
            ReconcileTopics topics, Period period, ReconcileSettings settings, WallClock clock, Instant settledAt) {
        this.topics = requireNonNull(topics, "topics");
        this.period = requireNonNull(period, "period");
        this.settings = requireNonNull(settings, "settings");
        this.clock = requireNonNull(clock, "clock");
        this.settledAt = requireNonNull(settledAt, "settledAt");
    }

    /**
     * Returns what is found in the partition that the spans are of.
     *
     * @throws ReconciliationException if one counter alone is too much for memory
     */
    Findings reconcile(TopicReader.Span hits, TopicReader.Span ledger) throws IOException, InterruptedException {
        while (true) {
            try {
                Findings findings = new Findings();
                for (int i = 0; i < slices; i++) {
                    compare(new Slice(i, slices), hits, ledger, findings);
                }
                return findings;
            } catch (SliceTooLargeException e) {
                enlarge();
            }
        }
    }

    private void enlarge() {
        if (slices == MOST_SLICES) {
            throw new ReconciliationException("some counter has more than " + settings.mostEntries()
                    + " pairs of window and sender between " + period.from() + " and " + period.to()
                    + "; reconcile a shorter time");
        }
        slices *= 2;
    }

    private void compare(Slice slice, TopicReader.Span hits, TopicReader.Span ledger, Findings findings)
            throws IOException, InterruptedException {
        Predicate<CountedWindow> asked = place -> isAsked(place) && slice.contains(place.counter());
        HitTally tally = new HitTally(settings.lateHorizon());
        LedgerTotals rows = new LedgerTotals();
        topics.readHits(hits, (counter, record, millis) -> {
            if (slice.contains(counter)) {
                tally.take(counter, record, millis, asked);
                checkSize(tally.entries());
            }
        });
        topics.readRows(ledger, asked, (place, revision, totals) -> {
            rows.take(place, revision, totals);
            checkSize(rows.windows().size());
        });
        Map<CountedWindow, HitTotals> suspects = suspects(tally, rows, findings);
        if (!suspects.isEmpty()) {
            clock.sleepUntil(settledAt);
            topics.readRows(topics.rowsBehind(ledger), suspects::containsKey, rows::take);
            topics.readHits(
                    topics.hitsBehind(hits),
                    (counter, record, millis) -> tally.take(counter, record, millis, suspects::containsKey));
            suspects.forEach((place, before) -> judge(place, before, tally.sum(place), rows, findings));
        }
    }

    private boolean isAsked(CountedWindow place) {
        return period.covers(place.window().startMillis(), place.window().endMillis());
    }

    private void checkSize(int entries) throws SliceTooLargeException {
        if (entries > settings.mostEntries()) {
            throw new SliceTooLargeException();
        }
    }

    /** Returns the windows whose rows are not what hits say, with what they say. */
    private static Map<CountedWindow, HitTotals> suspects(HitTally tally, LedgerTotals rows, Findings findings) {
        Map<CountedWindow, HitTotals> suspects = new HashMap<>();
        Set<CountedWindow> all = new HashSet<>(tally.windows());
        all.addAll(rows.windows());
        for (CountedWindow place : all) {
            HitTotals row = rows.totals(place);
            if (row == null) {
                findings.open(place);
                continue;
            }
            HitTotals counted = tally.sum(place);
            findings.compared(counted);
            if (!row.equals(counted)) {
                suspects.put(place, counted);
            }
        }
        return suspects;
    }

    private static void judge(
            CountedWindow place, HitTotals before, HitTotals after, LedgerTotals rows, Findings findings) {
        HitTotals row = requireNonNull(rows.totals(place), "row");
        HitTotals closest = row.max(before).min(after);
        if (!row.equals(closest)) {
            findings.differs(new Difference(place.counter(), place.window(), closest, row));
        }
    }
}
