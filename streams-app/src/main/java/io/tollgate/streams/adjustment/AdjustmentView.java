package io.tollgate.streams.adjustment;

import io.tollgate.event.Adjustment;
import io.tollgate.event.AdjustmentOutcome;
import io.tollgate.event.AdjustmentStatus;
import io.tollgate.streams.record.AdjustmentValidation;
import io.tollgate.topic.EventCodec;
import io.tollgate.topic.UndecodableEventException;
import io.tollgate.topic.UnknownSchemaException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic of adjustments in memory. Bounded: of more than so many, or of so many bytes, the oldest are forgotten.
 * Thread-safe.
 */
final class AdjustmentView {

    static final int MOST_ENTRIES = 1_000_000;
    static final long MOST_BYTES = 128L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(AdjustmentView.class);

    private final int mostEntries;
    private final long mostBytes;
    private final LinkedHashMap<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, CompletableFuture<AdjustmentState>> waiting = new HashMap<>();
    private long bytes;

    private record Entry(AdjustmentState state, int bytes) {}

    AdjustmentView(int mostEntries, long mostBytes) {
        this.mostEntries = mostEntries;
        this.mostBytes = mostBytes;
    }

    /** Takes the next record of the topic. What is no adjustment is set aside by the ledger application. */
    void take(ConsumerRecord<byte[], byte[]> record) {
        Object event;
        byte @Nullable [] value = record.value();
        try {
            event = value == null ? null : EventCodec.ADJUSTMENTS.decode(value).getEvent();
        } catch (UnknownSchemaException | UndecodableEventException e) {
            LOG.warn(
                    "left out {}-{} offset {}: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    e.getMessage());
            return;
        }
        if (event instanceof Adjustment adjustment && AdjustmentValidation.problem(record.key(), adjustment) == null) {
            take(adjustment, record);
        } else if (event instanceof AdjustmentOutcome outcome) {
            take(outcome);
        }
    }

    private synchronized void take(Adjustment adjustment, ConsumerRecord<byte[], byte[]> record) {
        int size = record.serializedKeySize() + record.serializedValueSize();
        Entry entry = new Entry(new AdjustmentState(adjustment, record.offset(), null), size);
        if (entries.putIfAbsent(adjustment.getId(), entry) == null) {
            bytes += size;
            forgetOldest();
        }
    }

    private void forgetOldest() {
        Iterator<Entry> oldest = entries.values().iterator();
        while (entries.size() > mostEntries || bytes > mostBytes) {
            bytes -= oldest.next().bytes;
            oldest.remove();
        }
    }

    /** Where adjustments were read twice by the ledger, what was applied once is. */
    private synchronized void take(AdjustmentOutcome outcome) {
        Entry entry = entries.get(outcome.getId());
        if (entry == null) {
            return;
        }
        AdjustmentOutcome known = entry.state.outcome();
        if (known == null || known.getStatus() == AdjustmentStatus.REFUSED) {
            AdjustmentState settled = entry.state.with(outcome);
            entries.put(outcome.getId(), new Entry(settled, entry.bytes));
            CompletableFuture<AdjustmentState> told = waiting.remove(outcome.getId());
            if (told != null) {
                told.complete(settled);
            }
        }
    }

    synchronized @Nullable AdjustmentState find(String id) {
        Entry entry = entries.get(id);
        return entry == null ? null : entry.state;
    }

    /** Returns what completes once the outcome of an adjustment is known; all who wait for one share it. */
    synchronized CompletableFuture<AdjustmentState> settled(String id) {
        Entry entry = entries.get(id);
        if (entry != null && entry.state.outcome() != null) {
            return CompletableFuture.completedFuture(entry.state);
        }
        return waiting.computeIfAbsent(id, unknown -> new CompletableFuture<>());
    }

    /** Forgets that somebody waits: at most so many wait as requests are under way. */
    synchronized void giveUp(String id) {
        waiting.remove(id);
    }
}
