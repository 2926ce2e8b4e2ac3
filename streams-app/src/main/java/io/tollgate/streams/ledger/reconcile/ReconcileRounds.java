package io.tollgate.streams.ledger.reconcile;

import static java.util.Objects.requireNonNull;

import io.tollgate.runtime.time.WallClock;
import io.tollgate.streams.reading.Period;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reconciles what ended since it last did, and says aloud what differs. Used by one thread. */
final class ReconcileRounds {

    /** How long after its end a window is looked at; also how long one is, at most. */
    private static final Duration HOUR = Duration.ofHours(1);

    /** So long windows may stay open and are still waited for: as long as a silent gateway may hold them up. */
    private static final Duration LONGEST_OPEN = Duration.ofDays(7);

    private static final int MOST_LOGGED = 20;
    private static final Logger LOG = LoggerFactory.getLogger(ReconcileRounds.class);

    private final Reconciler reconciler;
    private final WallClock clock;
    private final ReconcileMeters meters;
    private Instant reconciledUpTo;

    /** @param interval how far back the first round begins */
    ReconcileRounds(Reconciler reconciler, Duration interval, WallClock clock, ReconcileMeters meters) {
        this.reconciler = requireNonNull(reconciler, "reconciler");
        this.clock = requireNonNull(clock, "clock");
        this.meters = requireNonNull(meters, "meters");
        this.reconciledUpTo = end().minus(interval).truncatedTo(ChronoUnit.HOURS);
    }

    private Instant end() {
        return clock.instant().minus(HOUR).truncatedTo(ChronoUnit.HOURS);
    }

    /**
     * Reconciles once, if an hour is due.
     *
     * @return false if it failed: the next call has that time again
     */
    boolean round() throws InterruptedException {
        Instant end = end();
        if (!end.isAfter(reconciledUpTo)) {
            return true;
        }
        Reconciliation found;
        try {
            // a zone's windows may not begin at full hours: those that cross the last end are seen again
            found = reconciler.reconcile(new Period(reconciledUpTo.minus(HOUR), end));
        } catch (RuntimeException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("told to end while reading");
            }
            meters.failed();
            LOG.warn("could not reconcile the ledger with the hits from {} to {}", reconciledUpTo, end, e);
            return false;
        }
        meters.completed(found);
        say(found, end);
        reconciledUpTo = nextBeginning(found, end);
        return true;
    }

    /** Windows that are open yet are looked at again. */
    private static Instant nextBeginning(Reconciliation found, Instant end) {
        Instant oldestOpen = found.oldestOpenEnd().orElse(end).truncatedTo(ChronoUnit.HOURS);
        Instant earliest = end.minus(LONGEST_OPEN);
        return oldestOpen.isBefore(earliest) ? earliest : oldestOpen;
    }

    private void say(Reconciliation found, Instant end) {
        for (Difference difference :
                found.named().subList(0, Math.min(MOST_LOGGED, found.named().size()))) {
            LOG.error("the ledger is not the sum of the hits: {}", difference.text());
        }
        if (found.differences() > MOST_LOGGED) {
            LOG.error(
                    "the ledger is not the sum of the hits in {} windows more; all: tollgate ledger reconcile",
                    found.differences() - MOST_LOGGED);
        }
        LOG.info(
                "reconciled {} windows with {} hits up to {}: {} differ, {} are open",
                found.windows(),
                found.hits(),
                end,
                found.differences(),
                found.openWindows());
    }
}
