package io.tollgate.streams.usage;

import static java.util.Objects.requireNonNull;

import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the rows, a few at a time and round and round, and removes what is closed. It also publishes the rows
 * whose publication the instance before may have died with, so the first round is quick; later ones leave the thread to
 * the hits. Used by the task's thread.
 */
final class Sweep {

    static final int ROWS_PER_FIRST_STEP = 1_000;
    static final int ROWS_PER_STEP = 50;
    static final long STEP_MS = 100;

    /** How long after its begin the next round begins at the earliest. */
    static final long ROUND_MS = 60_000;

    private final UsageRows rows;
    private final UsagePublisher publisher;
    private final UsageMeters meters;
    private final long startedMillis;
    private byte @Nullable [] cursor;
    private boolean firstRound = true;
    private long roundBegunMillis;
    private long nextStepMillis;

    Sweep(UsageRows rows, UsagePublisher publisher, UsageMeters meters, long startedMillis) {
        this.rows = requireNonNull(rows, "rows");
        this.publisher = requireNonNull(publisher, "publisher");
        this.meters = requireNonNull(meters, "meters");
        this.startedMillis = startedMillis;
    }

    /** Goes on from where the last step ended, if it is time. */
    void step(long nowMillis) {
        boolean clockSetBack = nextStepMillis - nowMillis > ROUND_MS;
        if (nowMillis < nextStepMillis && !clockSetBack) {
            return;
        }
        if (cursor == null) {
            roundBegunMillis = nowMillis;
        }
        visit(firstRound ? ROWS_PER_FIRST_STEP : ROWS_PER_STEP, nowMillis);
        if (cursor == null) {
            firstRound = false;
            nextStepMillis = roundBegunMillis + ROUND_MS;
        } else if (!firstRound) {
            nextStepMillis = nowMillis + STEP_MS;
        }
    }

    @SuppressWarnings("NullAway") // an open end of the range is null, Kafka's interface does not say so
    private void visit(int most, long nowMillis) {
        try (KeyValueIterator<byte[], byte[]> left = rows.store().range(cursor, null)) {
            for (int visited = 0; visited < most; visited++) {
                if (!left.hasNext()) {
                    cursor = null;
                    return;
                }
                KeyValue<byte[], byte[]> row = left.next();
                cursor = RowKey.after(row.key);
                visit(row, nowMillis);
            }
        }
    }

    private void visit(KeyValue<byte[], byte[]> row, long nowMillis) {
        if (RowKey.isCounter(row.key)) {
            visitCounter(RowKey.counterOf(row.key), RowCodec.counter(row.value), nowMillis);
        } else if (!RowKey.isProgress(row.key) && isUnneededFolded(row.key, nowMillis)) {
            rows.store().delete(row.key);
            meters.swept();
        }
    }

    /** A folded sender's row outlives the window in the counter's row, whose rest holds its sum. */
    private boolean isUnneededFolded(byte[] rowKey, long nowMillis) {
        Window window = RowKey.windowOf(rowKey);
        if (!OpenWindows.isClosed(window, false, nowMillis)) {
            return false;
        }
        CounterState state = rows.counter(RowKey.foldedCounterOf(rowKey));
        return state == null || state.in(window) == null;
    }

    private void visitCounter(CounterKey key, CounterState state, long nowMillis) {
        CounterState open = state.without(Retention.of(key), nowMillis);
        if (open.windows().isEmpty()) {
            rows.delete(key);
            publisher.tombstone(key);
            meters.swept();
            return;
        }
        boolean unpublished = isUnpublishedByEarlierInstance(open, nowMillis);
        CounterState kept = unpublished ? open.withUnpublishedSince(CounterState.PUBLISHED) : open;
        if (!kept.equals(state)) {
            rows.put(key, kept);
        }
        if (unpublished) {
            publisher.usage(key, kept);
        }
    }

    /** Times to come are of an instance with another clock. */
    private boolean isUnpublishedByEarlierInstance(CounterState state, long nowMillis) {
        return state.unpublishedSince() != CounterState.PUBLISHED
                && (state.unpublishedSince() < startedMillis || state.unpublishedSince() > nowMillis);
    }
}
