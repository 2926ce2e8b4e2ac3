package io.tollgate.streams.ledger.reconcile;

import static java.util.Objects.requireNonNull;

import io.tollgate.accounting.HitTotals;
import io.tollgate.event.HitEvent;
import io.tollgate.event.Hits;
import io.tollgate.event.LedgerEvent;
import io.tollgate.event.LedgerWindow;
import io.tollgate.model.CounterKey;
import io.tollgate.streams.reading.LedgerRecords;
import io.tollgate.streams.reading.TopicReader;
import io.tollgate.streams.reading.TopicSource;
import io.tollgate.streams.record.HitValidation;
import io.tollgate.topic.AccountingEvents;
import io.tollgate.topic.EventCodec;
import io.tollgate.topic.LedgerRowKey;
import io.tollgate.topic.UndecodableEventException;
import io.tollgate.topic.UnknownSchemaException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** The topics, decoded. Used by one thread. */
final class ReconcileTopics implements AutoCloseable {

    private final TopicSource hitsSource;
    private final LedgerRecords records;
    private final TopicReader hits;
    private final TopicReader ledger;

    /** Takes hits that are valid. */
    interface HitSink {
        void take(CounterKey counter, Hits hits, long recordMillis) throws IOException;
    }

    /** Takes rows of accounting windows. */
    interface RowSink {
        void take(CountedWindow place, int revision, HitTotals totals) throws IOException;
    }

    private record Row(CountedWindow place, int revision, HitTotals totals) {}

    ReconcileTopics(TopicSource hitsSource, TopicSource ledgerSource) {
        this.hitsSource = requireNonNull(hitsSource, "hitsSource");
        this.records = new LedgerRecords(ledgerSource);
        this.hits = new TopicReader(hitsSource);
        try {
            this.ledger = new TopicReader(ledgerSource);
        } catch (RuntimeException | Error e) {
            hits.close();
            throw e;
        }
    }

    List<TopicReader.Span> hitsSince(Instant instant) {
        return hits.since(instant);
    }

    List<TopicReader.Span> rowsSince(Instant instant) {
        return ledger.since(instant);
    }

    TopicReader.Span hitsBehind(TopicReader.Span span) {
        return hits.behind(span);
    }

    TopicReader.Span rowsBehind(TopicReader.Span span) {
        return ledger.behind(span);
    }

    /** Returns whether earlier hits were there than the first of the span, and are gone. */
    boolean lacksHitsBefore(TopicReader.Span span) {
        return hits.lacksWhatWasBefore(span);
    }

    void readHits(TopicReader.Span span, HitSink sink) throws IOException {
        hits.read(span, record -> {
            Hits decoded = hits(record);
            if (decoded != null) {
                sink.take(CounterKey.ofBytes(record.key()), decoded, record.timestamp());
            }
        });
    }

    /** Returns null for a watermark, and for what the ledger sets aside. */
    private @Nullable Hits hits(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return null;
        }
        try {
            HitEvent event = EventCodec.HITS.decode(record.value());
            boolean valid = HitValidation.problem(record.key(), event) == null;
            return valid && event.getEvent() instanceof Hits decoded ? decoded : null;
        } catch (UndecodableEventException e) {
            return null;
        } catch (UnknownSchemaException e) {
            throw hitsSource.unreadable(
                    "record " + record.partition() + "-" + record.offset(), "it was " + e.getMessage(), e);
        }
    }

    void readRows(TopicReader.Span span, Predicate<CountedWindow> asked, RowSink sink) throws IOException {
        ledger.read(span, record -> {
            Optional<Row> row = records.decode(record, (key, value) -> row(key, value, asked));
            if (row.isPresent()) {
                sink.take(row.get().place, row.get().revision, row.get().totals);
            }
        });
    }

    private static @Nullable Row row(byte[] keyBytes, byte[] value, Predicate<CountedWindow> asked) {
        LedgerRowKey key = LedgerRowKey.ofBytes(keyBytes);
        CountedWindow place = new CountedWindow(key.counter(), key.window());
        if (key.window().isLongerThanAnHour() || !asked.test(place)) {
            return null;
        }
        LedgerEvent event = EventCodec.LEDGER.decode(value);
        return event.getKind() == LedgerWindow.ACCOUNTING
                ? new Row(place, key.revision(), AccountingEvents.totals(event.getTotals()))
                : null;
    }

    @Override
    public void close() {
        hits.close();
        ledger.close();
    }
}
