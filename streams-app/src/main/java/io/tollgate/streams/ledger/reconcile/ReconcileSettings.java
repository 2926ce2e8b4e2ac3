package io.tollgate.streams.ledger.reconcile;

import static java.util.Objects.requireNonNull;

import io.tollgate.topic.Topics;
import java.time.Duration;

/**
 * How long is waited, and how much is held.
 *
 * @param settle how long after hits were read the ledger must have them, if they are late
 * @param lateHorizon how long after its end hits may change a window of the ledger
 * @param mostEntries so many pairs of window and sender are held in memory at most; what is more is read again in slices
 */
public record ReconcileSettings(Duration settle, Duration lateHorizon, int mostEntries) {

    /** Changes of a closed window are gathered for 10 s, and a commit takes its time. */
    public static final Duration SETTLE = Duration.ofSeconds(30);

    /** What is held of each entry is some 300 bytes and the counter's key. */
    public static final int MOST_ENTRIES = 1_000_000;

    /** The default. */
    public static final ReconcileSettings DEFAULT = new ReconcileSettings(SETTLE, Topics.HITS_RETENTION, MOST_ENTRIES);

    public ReconcileSettings {
        requireNonNull(lateHorizon, "lateHorizon");
        if (settle.isNegative() || mostEntries < 1) {
            throw new IllegalArgumentException(
                    "settle: " + settle + ", entries: " + mostEntries + " (expected: at least 0 and 1)");
        }
    }

    /** Returns these with another wait. */
    public ReconcileSettings settlingFor(Duration wait) {
        return new ReconcileSettings(wait, lateHorizon, mostEntries);
    }

    /** Returns these with the horizon that the ledger has. */
    public ReconcileSettings withLateHorizon(Duration horizon) {
        return new ReconcileSettings(settle, horizon, mostEntries);
    }
}
