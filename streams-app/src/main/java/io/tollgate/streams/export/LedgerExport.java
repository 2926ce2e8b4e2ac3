package io.tollgate.streams.export;

import io.tollgate.event.LedgerKey;
import io.tollgate.topic.EventCodec;
import io.tollgate.topic.LedgerRowKey;
import io.tollgate.topic.UndecodableEventException;
import io.tollgate.topic.UnknownSchemaException;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One export: the rows that were committed when it was opened, partition after partition, each in the order they were
 * written. Rows never change, so a later export of the same times has the same bytes for each of them. Used by one
 * thread.
 */
public final class LedgerExport implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerExport.class);

    private final LedgerSource source;
    private final ExportRequest request;
    private final LedgerReader reader;
    private final List<LedgerReader.Span> spans;

    private LedgerExport(LedgerSource source, ExportRequest request) {
        this.source = source;
        this.request = request;
        this.reader = new LedgerReader(source);
        try {
            this.spans = reader.spans(request);
        } catch (RuntimeException | Error e) {
            reader.close();
            throw e;
        }
    }

    /**
     * Finds where the rows are; reads none yet.
     *
     * @throws ExportRequestException if the request goes on behind a row that cannot be
     * @throws LedgerUnavailableException if Kafka does not answer in time, or has no ledger
     */
    public static LedgerExport open(LedgerSource source, ExportRequest request) {
        return new LedgerExport(source, request);
    }

    /**
     * Writes the rows, without flushing. An export that goes on behind a row writes no line of column names: it is the
     * rest of another.
     *
     * @return how many rows there were
     * @throws IOException of the writer
     * @throws LedgerUnavailableException if Kafka does not answer in time, or a row cannot be read
     */
    public long writeTo(Writer out) throws IOException {
        RowWriter rows = request.format().writer(out);
        if (request.after() == null) {
            rows.begin();
        }
        Rows taken = new Rows(rows);
        for (LedgerReader.Span span : spans) {
            reader.read(span, taken);
        }
        return taken.count;
    }

    /** Gives back the connections to Kafka. */
    @Override
    public void close() {
        reader.close();
    }

    /** Writes those records that are asked for, and counts them. */
    private final class Rows implements LedgerReader.Sink {

        private final RowWriter rows;
        private long count;

        Rows(RowWriter rows) {
            this.rows = rows;
        }

        @Override
        public void take(ConsumerRecord<byte[], byte[]> record) throws IOException {
            if (record.key() == null || record.value() == null) {
                LOG.warn("record {} of {} holds no row: Tollgate did not write it", place(record), source.topic());
                return;
            }
            Optional<LedgerRow> row = decode(record);
            if (row.isPresent()) {
                rows.write(row.get());
                count++;
            }
        }

        private Optional<LedgerRow> decode(ConsumerRecord<byte[], byte[]> record) {
            try {
                LedgerKey key = LedgerRowKey.event(record.key());
                return request.covers(key)
                        ? Optional.of(new LedgerRow(place(record), key, EventCodec.LEDGER.decode(record.value())))
                        : Optional.empty();
            } catch (UnknownSchemaException e) {
                throw unreadable(record, "it was " + e.getMessage(), e);
            } catch (UndecodableEventException e) {
                throw unreadable(record, e.getMessage() + "; something else writes to this topic", e);
            }
        }

        private LedgerUnavailableException unreadable(ConsumerRecord<?, ?> record, String why, Exception cause) {
            return new LedgerUnavailableException(
                    "row " + place(record) + " of " + source.topic() + " in Kafka at " + source.brokers()
                            + " cannot be read: " + why,
                    cause);
        }

        private static RowPosition place(ConsumerRecord<?, ?> record) {
            return new RowPosition(record.partition(), record.offset());
        }
    }
}
