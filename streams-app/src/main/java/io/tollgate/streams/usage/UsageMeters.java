package io.tollgate.streams.usage;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** The meters of the usage application. Thread-safe. */
public final class UsageMeters {

    /** Records set aside: hits that are unaccounted until they are replayed. Anything but 0 is an alarm. */
    public static final String DEAD_LETTERS = "tollgate.dead.letters";

    /** Records of hits that were merged. */
    public static final String MERGED = "tollgate.hits.merged";

    /** Windows of records that were left out because nobody decides by them any more. */
    public static final String LATE_WINDOWS = "tollgate.hits.late.windows";

    /** Records of usage that were published, without heartbeats. */
    public static final String PUBLISHED = "tollgate.usage.published";

    /** Rows that were deleted because their windows are closed. */
    public static final String SWEPT = "tollgate.usage.swept.rows";

    private final Counter deadLetters;
    private final Counter merged;
    private final Counter lateWindows;
    private final Counter published;
    private final Counter swept;

    /** Registers the meters. */
    public UsageMeters(MeterRegistry registry) {
        deadLetters = registry.counter(DEAD_LETTERS);
        merged = registry.counter(MERGED);
        lateWindows = registry.counter(LATE_WINDOWS);
        published = registry.counter(PUBLISHED);
        swept = registry.counter(SWEPT);
    }

    /** Totals a record that was set aside. */
    public void deadLetter() {
        deadLetters.increment();
    }

    void merged(int closedWindows) {
        merged.increment();
        lateWindows.increment(closedWindows);
    }

    void published() {
        published.increment();
    }

    void swept() {
        swept.increment();
    }
}
