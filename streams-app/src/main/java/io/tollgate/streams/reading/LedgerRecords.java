package io.tollgate.streams.reading;

import static java.util.Objects.requireNonNull;

import io.tollgate.topic.UndecodableEventException;
import io.tollgate.topic.UnknownSchemaException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all readers of the ledger rely on: where rows are, and that none is passed over because it cannot be read. */
public final class LedgerRecords {

    /** A row is written after its window's end; brokers stamp it, and their clocks may be off by this much. */
    private static final Duration CLOCKS_OFF = Duration.ofDays(1);

    private static final Logger LOG = LoggerFactory.getLogger(LedgerRecords.class);

    private final TopicSource source;

    /** Decodes what is asked for of a row. */
    public interface Decoder<T> {

        /** Returns null where the row is not asked for. */
        @Nullable T decode(byte[] key, byte[] value);
    }

    public LedgerRecords(TopicSource source) {
        this.source = requireNonNull(source, "source");
    }

    /** Returns an instant before which no row of a window was written that begins at an instant or later. */
    public static Instant writtenSince(Instant from) {
        return Instant.ofEpochMilli(Math.max(from.toEpochMilli(), CLOCKS_OFF.toMillis()) - CLOCKS_OFF.toMillis());
    }

    /**
     * Returns what the decoder makes of the record, or nothing where it holds no row or is not asked for.
     *
     * @throws TopicUnavailableException if it cannot be decoded
     */
    public <T> Optional<T> decode(ConsumerRecord<byte[], byte[]> record, Decoder<T> decoder) {
        if (record.key() == null || record.value() == null) {
            LOG.warn("record {} of {} holds no row: Tollgate did not write it", place(record), source.topic());
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(decoder.decode(record.key(), record.value()));
        } catch (UnknownSchemaException e) {
            throw source.unreadable("row " + place(record), "it was " + e.getMessage(), e);
        } catch (UndecodableEventException e) {
            throw source.unreadable(
                    "row " + place(record), e.getMessage() + "; something else writes to this topic", e);
        }
    }

    private static String place(ConsumerRecord<?, ?> record) {
        return record.partition() + "-" + record.offset();
    }
}
