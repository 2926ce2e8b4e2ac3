package io.tollgate.streams.ledger.export;

import io.tollgate.event.LedgerKey;
import io.tollgate.streams.reading.LedgerRecords;
import io.tollgate.streams.reading.TopicReader;
import io.tollgate.streams.reading.TopicSource;
import io.tollgate.streams.reading.TopicUnavailableException;
import io.tollgate.topic.EventCodec;
import io.tollgate.topic.LedgerRowKey;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * One export: the rows that were committed when it was opened, partition after partition, each in the order they were
 * written. Rows never change, so a later export of the same times has the same bytes for each of them. Used by one
 * thread.
 */
public final class LedgerExport implements AutoCloseable {

    /** The longest accounting window; those of limits are longer. */
    private static final long ACCOUNTING_MILLIS = Duration.ofHours(1).toMillis();

    private final LedgerRecords records;
    private final ExportRequest request;
    private final TopicReader reader;
    private final List<TopicReader.Span> spans;
    private long lastClosedMillis = Long.MIN_VALUE;

    private LedgerExport(TopicSource source, ExportRequest request) {
        this.records = new LedgerRecords(source);
        this.request = request;
        this.reader = new TopicReader(source);
        try {
            this.spans = spans(source.topic());
        } catch (RuntimeException | Error e) {
            reader.close();
            throw e;
        }
    }

    /**
     * Finds where the rows are; reads none yet.
     *
     * @throws ExportRequestException if the request goes on behind a row that cannot be
     * @throws TopicUnavailableException if Kafka does not answer in time, or has no ledger
     */
    public static LedgerExport open(TopicSource source, ExportRequest request) {
        return new LedgerExport(source, request);
    }

    private List<TopicReader.Span> spans(String topic) {
        List<TopicReader.Span> all =
                reader.since(LedgerRecords.writtenSince(request.period().from()));
        RowPosition after = request.after();
        if (after == null) {
            return all;
        }
        checkExists(after, topic, all);
        return all.stream()
                .map(span -> span.from(firstBehind(after, span.partition().partition())))
                .toList();
    }

    private static long firstBehind(RowPosition after, int partition) {
        if (partition > after.partition()) {
            return 0;
        }
        return partition == after.partition() ? after.offset() + 1 : Long.MAX_VALUE;
    }

    private static void checkExists(RowPosition after, String topic, List<TopicReader.Span> spans) {
        if (after.partition() >= spans.size()) {
            throw new ExportRequestException("after: " + after + ", but " + topic + " has " + spans.size()
                    + " partitions, from 0 (expected: the position of a row of this ledger)");
        }
        long end = spans.get(after.partition()).end();
        if (after.offset() >= end) {
            throw new ExportRequestException("after: " + after + ", but partition " + after.partition() + " of "
                    + topic + " ends before offset " + end
                    + " (expected: the position of a row of this ledger; was the topic made anew?)");
        }
    }

    /**
     * Writes the rows, without flushing. An export that goes on behind a row writes no line of column names: it is the
     * rest of another.
     *
     * @return how many rows there were
     * @throws IOException of the writer
     * @throws TopicUnavailableException if Kafka does not answer in time, or a row cannot be read
     */
    public long writeTo(Writer out) throws IOException {
        RowWriter rows = request.format().writer(out);
        if (request.after() == null) {
            rows.begin();
        }
        Rows taken = new Rows(rows);
        for (TopicReader.Span span : spans) {
            reader.read(span, taken);
        }
        return taken.count;
    }

    /**
     * Returns the end of the last accounting window of which a row was seen while writing, be it asked for or not, and
     * nothing where none was. Windows are closed in their order.
     */
    public Optional<Instant> lastClosed() {
        return lastClosedMillis == Long.MIN_VALUE
                ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli(lastClosedMillis));
    }

    /** Gives back the connections to Kafka. */
    @Override
    public void close() {
        reader.close();
    }

    /** Writes those records that are asked for, and counts them. */
    private final class Rows implements TopicReader.Sink {

        private final RowWriter rows;
        private long count;

        Rows(RowWriter rows) {
            this.rows = rows;
        }

        @Override
        public void take(ConsumerRecord<byte[], byte[]> record) throws IOException {
            Optional<LedgerRow> row = records.decode(record, (key, value) -> decode(record, key, value));
            if (row.isPresent()) {
                rows.write(row.get());
                count++;
            }
        }

        private @Nullable LedgerRow decode(ConsumerRecord<?, ?> record, byte[] keyBytes, byte[] value) {
            LedgerKey key = LedgerRowKey.event(keyBytes);
            if (key.getEnd() - key.getStart() <= ACCOUNTING_MILLIS) {
                lastClosedMillis = Math.max(lastClosedMillis, key.getEnd());
            }
            return request.period().covers(key.getStart(), key.getEnd())
                    ? new LedgerRow(
                            new RowPosition(record.partition(), record.offset()), key, EventCodec.LEDGER.decode(value))
                    : null;
        }
    }
}
