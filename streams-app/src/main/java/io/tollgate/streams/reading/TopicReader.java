package io.tollgate.streams.reading;

import static java.util.Objects.requireNonNull;

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
 * Reads records of a topic, partition after partition. What is in memory at a time is what one fetch holds. Used by one
 * thread. Whatever is asked of a partition, it is assigned to the consumer first: Kafka's client keeps what it hears of
 * it, and warns where it cannot.
 */
public final class TopicReader implements AutoCloseable {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(TopicReader.class);

    private final TopicSource source;
    private final Consumer<byte[], byte[]> consumer;

    /** Takes records one by one. */
    public interface Sink {
        void take(ConsumerRecord<byte[], byte[]> record) throws IOException;
    }

    /**
     * Offsets of one partition.
     *
     * @param start inclusive
     * @param end exclusive
     */
    public record Span(TopicPartition partition, long start, long end) {

        public Span {
            requireNonNull(partition, "partition");
        }

        /** Returns the span that begins no earlier than an offset. */
        public Span from(long offset) {
            return new Span(partition, Math.max(start, offset), end);
        }
    }

    /** @throws TopicUnavailableException if the addresses of Kafka make no sense */
    public TopicReader(TopicSource source) {
        this.source = source;
        this.consumer = source.ask("read " + source.topic(), source.consumers());
    }

    /**
     * Returns where the records are that were written at an instant or later, of those that are committed by now: a
     * span of each partition, in their order, an empty one where nothing was written since.
     *
     * @throws TopicUnavailableException if Kafka does not answer in time, or has no such topic
     */
    public List<Span> since(Instant instant) {
        List<TopicPartition> partitions = partitions();
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = ends(partitions);
        Map<TopicPartition, @Nullable OffsetAndTimestamp> starts = starts(partitions, instant);
        List<Span> spans = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            long end = ends.getOrDefault(partition, 0L);
            OffsetAndTimestamp start = starts.get(partition);
            spans.add(new Span(partition, start == null ? end : start.offset(), end));
        }
        return spans;
    }

    /**
     * Returns where the records are that were committed since a span was asked for, which begins where that ends.
     *
     * @throws TopicUnavailableException if Kafka does not answer in time
     */
    public Span behind(Span span) {
        consumer.assign(List.of(span.partition()));
        long end = ends(List.of(span.partition())).getOrDefault(span.partition(), span.end());
        return new Span(span.partition(), span.end(), Math.max(span.end(), end));
    }

    /**
     * Returns whether earlier records were there than the first of the span, and are gone.
     *
     * @throws TopicUnavailableException if Kafka does not answer in time
     */
    public boolean lacksWhatWasBefore(Span span) {
        consumer.assign(List.of(span.partition()));
        long first = source.ask(
                        "find the beginning of " + source.topic(),
                        () -> consumer.beginningOffsets(List.of(span.partition()), source.timeout()))
                .getOrDefault(span.partition(), 0L);
        return first > 0 && span.start() <= first;
    }

    private List<TopicPartition> partitions() {
        List<PartitionInfo> found =
                source.ask("read " + source.topic(), () -> consumer.partitionsFor(source.topic(), source.timeout()));
        if (found == null || found.isEmpty()) {
            throw new TopicUnavailableException("Kafka at " + source.brokers() + " has no topic " + source.topic()
                    + "; the streams app creates it at its start: start that, or set topic.prefix to its prefix");
        }
        return found.stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .sorted((one, other) -> Integer.compare(one.partition(), other.partition()))
                .toList();
    }

    private Map<TopicPartition, Long> ends(List<TopicPartition> partitions) {
        return source.ask("find the end of " + source.topic(), () -> consumer.endOffsets(partitions, source.timeout()));
    }

    private Map<TopicPartition, @Nullable OffsetAndTimestamp> starts(List<TopicPartition> partitions, Instant instant) {
        Map<TopicPartition, Long> since = new HashMap<>();
        partitions.forEach(partition -> since.put(partition, Math.max(0, instant.toEpochMilli())));
        return source.ask(
                "find where to begin in " + source.topic(), () -> consumer.offsetsForTimes(since, source.timeout()));
    }

    /**
     * Gives each record of the span to the sink, in order.
     *
     * @throws IOException of the sink
     * @throws TopicUnavailableException if Kafka does not answer in time
     */
    public void read(Span span, Sink sink) throws IOException {
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
