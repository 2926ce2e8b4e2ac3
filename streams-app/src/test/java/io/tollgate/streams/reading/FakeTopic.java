package io.tollgate.streams.reading;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** A topic in memory, as consumers of committed records see it. Filled by one thread. */
public class FakeTopic {

    private static final int RECORDS_OF_A_POLL = 2;

    private final String topic;
    private final List<List<Entry>> partitions;

    /** Offsets that were given to consumers, as {@code PARTITION-OFFSET}. */
    public final List<String> read = Collections.synchronizedList(new ArrayList<>());

    /** Counted down when a consumer is closed. */
    public final CountDownLatch closed = new CountDownLatch(1);

    /** Called by each poll, by the thread that reads. */
    public volatile Runnable onPoll = () -> {};

    /** How many records of each partition are gone. */
    public int gone;

    /** Polls wait in vain. */
    public volatile boolean silent;

    /** @param record null for the marker of a transaction */
    private record Entry(long timestamp, @Nullable ConsumerRecord<byte[], byte[]> record) {}

    public FakeTopic(String topic, int partitions) {
        this.topic = topic;
        this.partitions =
                Stream.<List<Entry>>generate(ArrayList::new).limit(partitions).toList();
    }

    /** Appends a record. */
    public FakeTopic addRaw(int partition, byte @Nullable [] key, byte @Nullable [] value, Instant written) {
        List<Entry> entries = partitions.get(partition);
        long timestamp = written.toEpochMilli();
        entries.add(new Entry(
                timestamp,
                new ConsumerRecord<>(
                        topic,
                        partition,
                        entries.size(),
                        timestamp,
                        TimestampType.LOG_APPEND_TIME,
                        0,
                        0,
                        key,
                        value,
                        new RecordHeaders(),
                        Optional.empty())));
        return this;
    }

    /** Appends the marker that ends a transaction. */
    public FakeTopic addMarker(int partition, Instant written) {
        partitions.get(partition).add(new Entry(written.toEpochMilli(), null));
        return this;
    }

    /** Returns the topic for readers. */
    public TopicSource source() {
        return new TopicSource("kafka-1:9092", topic, Duration.ofMillis(1500), FakeConsumer::new);
    }

    private final class FakeConsumer extends MockConsumer<byte[], byte[]> {

        FakeConsumer() {
            super("none");
        }

        @Override
        public List<PartitionInfo> partitionsFor(String topic, Duration timeout) {
            // brokers give them in no order
            return IntStream.iterate(partitions.size() - 1, i -> i >= 0, i -> i - 1)
                    .mapToObj(i -> new PartitionInfo(topic, i, null, null, null))
                    .toList();
        }

        @Override
        public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> of, Duration timeout) {
            requireAssigned(of);
            Map<TopicPartition, Long> ends = new HashMap<>();
            of.forEach(each ->
                    ends.put(each, (long) partitions.get(each.partition()).size()));
            return ends;
        }

        @Override
        public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> of, Duration timeout) {
            requireAssigned(of);
            Map<TopicPartition, Long> beginnings = new HashMap<>();
            of.forEach(each -> beginnings.put(each, (long) gone));
            return beginnings;
        }

        @Override
        public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
                Map<TopicPartition, Long> times, Duration timeout) {
            requireAssigned(times.keySet());
            Map<TopicPartition, OffsetAndTimestamp> offsets = new HashMap<>();
            times.forEach((partition, since) -> offsets.put(partition, offset(partition.partition(), since)));
            return offsets;
        }

        /** Kafka's consumer logs a warning for each partition of which it is told what it does not keep. */
        private void requireAssigned(Collection<TopicPartition> asked) {
            if (!assignment().containsAll(asked)) {
                throw new AssertionError(
                        "Not updating last stable offset of " + asked + ": assigned are " + assignment());
            }
        }

        private @Nullable OffsetAndTimestamp offset(int partition, long since) {
            List<Entry> entries = partitions.get(partition);
            OptionalInt first = IntStream.range(gone, entries.size())
                    .filter(i -> entries.get(i).timestamp() >= since)
                    .findFirst();
            return first.isPresent() ? new OffsetAndTimestamp(first.getAsInt(), since) : null;
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            onPoll.run();
            TopicPartition partition = assignment().iterator().next();
            List<Entry> entries = partitions.get(partition.partition());
            int from = (int) position(partition);
            int to = from;
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (!silent && to < entries.size() && to - from < RECORDS_OF_A_POLL) {
                ConsumerRecord<byte[], byte[]> record = entries.get(to).record();
                read.add(partition.partition() + "-" + to);
                if (record != null) {
                    records.add(record);
                }
                to++;
            }
            seek(partition, to);
            return new ConsumerRecords<>(Map.of(partition, records), Map.of());
        }

        @Override
        public void close(CloseOptions options) {
            super.close(options);
            closed.countDown();
        }
    }
}
