package io.tollgate.streams.export;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads records of the ledger, partition after partition. What is in memory at a time is what one fetch holds. Used by
 * one thread.
 */
final class LedgerReader implements AutoCloseable {

    /** A row is written after its window's end; brokers stamp it, and their clocks may be off by this much. */
    private static final Duration CLOCKS_OFF = Duration.ofDays(1);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(LedgerReader.class);

    private final LedgerSource source;
    private final Consumer<byte[], byte[]> consumer;

    /** Takes records one by one. */
    interface Sink {
        void take(ConsumerRecord<byte[], byte[]> record) throws IOException;
    }

    /**
     * Offsets of one partition.
     *
     * @param start inclusive
     * @param end exclusive
     */
    record Span(TopicPartition partition, long start, long end) {}

    /** @throws LedgerUnavailableException if the addresses of Kafka make no sense */
    LedgerReader(LedgerSource source) {
        this.source = source;
        this.consumer = source.ask("read " + source.topic(), source.consumers());
    }

    /**
     * Returns where the rows are that a request asks for, of those that are committed by now, in the order of
     * partitions.
     *
     * @throws ExportRequestException if the request goes on behind a row that cannot be
     * @throws LedgerUnavailableException if Kafka does not answer in time, or has no ledger
     */
    List<Span> spans(ExportRequest request) {
        List<TopicPartition> partitions = partitions();
        Map<TopicPartition, Long> ends = source.ask(
                "find the end of " + source.topic(), () -> consumer.endOffsets(partitions, source.timeout()));
        Map<TopicPartition, @Nullable OffsetAndTimestamp> starts = starts(partitions, request.from());
        RowPosition after = request.after();
        if (after != null) {
            checkExists(after, partitions, ends);
        }
        List<Span> spans = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            OffsetAndTimestamp start = starts.get(partition);
            if (start != null) { // otherwise nothing was written since
                long first = Math.max(start.offset(), firstBehind(after, partition.partition()));
                spans.add(new Span(partition, first, ends.getOrDefault(partition, 0L)));
            }
        }
        return spans;
    }

    private static long firstBehind(@Nullable RowPosition after, int partition) {
        if (after == null || partition > after.partition()) {
            return 0;
        }
        return partition == after.partition() ? after.offset() + 1 : Long.MAX_VALUE;
    }

    private List<TopicPartition> partitions() {
        List<PartitionInfo> found =
                source.ask("read " + source.topic(), () -> consumer.partitionsFor(source.topic(), source.timeout()));
        if (found == null || found.isEmpty()) {
            throw new LedgerUnavailableException("Kafka at " + source.brokers() + " has no topic " + source.topic()
                    + "; the streams app creates it at its start: start that, or set topic.prefix to its prefix");
        }
        return found.stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .sorted((one, other) -> Integer.compare(one.partition(), other.partition()))
                .toList();
    }

    private Map<TopicPartition, @Nullable OffsetAndTimestamp> starts(List<TopicPartition> partitions, Instant from) {
        long sinceMillis = Math.max(from.toEpochMilli(), CLOCKS_OFF.toMillis()) - CLOCKS_OFF.toMillis();
        Map<TopicPartition, Long> since = new HashMap<>();
        partitions.forEach(partition -> since.put(partition, sinceMillis));
        return source.ask(
                "find where to begin in " + source.topic(), () -> consumer.offsetsForTimes(since, source.timeout()));
    }

    private void checkExists(RowPosition after, List<TopicPartition> partitions, Map<TopicPartition, Long> ends) {
        TopicPartition partition = new TopicPartition(source.topic(), after.partition());
        if (!partitions.contains(partition)) {
            throw new ExportRequestException("after: " + after + ", but " + source.topic() + " has " + partitions.size()
                    + " partitions, from 0 (expected: the position of a row of this ledger)");
        }
        long end = ends.getOrDefault(partition, 0L);
        if (after.offset() >= end) {
            throw new ExportRequestException("after: " + after + ", but partition " + after.partition() + " of "
                    + source.topic() + " ends before offset " + end
                    + " (expected: the position of a row of this ledger; was the topic made anew?)");
        }
    }

    /**
     * Gives each record of the span to the sink, in order.
     *
     * @throws IOException of the sink
     * @throws LedgerUnavailableException if Kafka does not answer in time
     */
    void read(Span span, Sink sink) throws IOException {
        long position = span.start();
        consumer.assign(List.of(span.partition()));
        consumer.seek(span.partition(), position);
        while (position < span.end()) {
            ConsumerRecords<byte[], byte[]> records = source.ask(reading(span), () -> consumer.poll(source.timeout()));
            for (ConsumerRecord<byte[], byte[]> record : records) {
                if (record.offset() < span.end()) { // others were committed later
                    sink.take(record);
                }
            }
            // markers of transactions move it on without any record, so records do not tell the end
            long next = source.ask(reading(span), () -> consumer.position(span.partition(), source.timeout()));
            if (next <= position) {
                throw source.noAnswer(reading(span) + " from offset " + position, null);
            }
            position = next;
        }
    }

    private static String reading(Span span) {
        return "read partition " + span.partition().partition() + " of "
                + span.partition().topic();
    }

    @Override
    public void close() {
        try {
            consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
        } catch (KafkaException e) {
            LOG.debug("a consumer of {} did not close cleanly; it has read what it could", source.topic(), e);
        }
    }
}
