package io.tollgate.streams.adjustment;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.event.Adjustment;
import io.tollgate.event.AdjustmentEvent;
import io.tollgate.event.AdjustmentOutcome;
import io.tollgate.event.AdjustmentStatus;
import io.tollgate.event.CounterEntry;
import io.tollgate.event.CounterKey;
import io.tollgate.event.DescriptorCounter;
import io.tollgate.streams.record.AdjustmentValidation;
import io.tollgate.topic.EventCodec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The topic of adjustments, whose records the test puts there as a broker does. */
final class AdjustmentLogTest {

    private static final TopicPartition PARTITION = new TopicPartition("t.adjustments", 0);

    private final MockConsumer<byte[], byte[]> consumer = consumer();
    private volatile boolean takes = true;
    private long end;

    /** What it takes is in the topic at once. */
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
                @Override
                public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> sent) {
                    if (!takes) {
                        return CompletableFuture.failedFuture(new KafkaException("not there"));
                    }
                    long offset = append(sent.key(), sent.value());
                    return CompletableFuture.completedFuture(new RecordMetadata(PARTITION, offset, 0, 0, 0, 0));
                }
            };

    private final AdjustmentLog log = AdjustmentLog.start(PARTITION, consumer, producer);

    private static MockConsumer<byte[], byte[]> consumer() {
        MockConsumer<byte[], byte[]> made = new MockConsumer<>("earliest");
        made.updateBeginningOffsets(Map.of(PARTITION, 0L));
        made.updateEndOffsets(Map.of(PARTITION, 0L));
        return made;
    }

    @AfterEach
    void close() {
        log.close();
    }

    private synchronized long append(byte[] key, byte[] value) {
        await(() -> !consumer.assignment().isEmpty());
        long offset = end++;
        consumer.updateEndOffsets(Map.of(PARTITION, end));
        consumer.addRecord(new ConsumerRecord<>(PARTITION.topic(), 0, offset, key, value));
        return offset;
    }

    private void append(Adjustment adjustment) {
        append(
                AdjustmentValidation.key(adjustment.getId()),
                EventCodec.ADJUSTMENTS.encode(new AdjustmentEvent(adjustment)));
    }

    private void conclude(String id, AdjustmentStatus status) {
        append(
                AdjustmentValidation.key(id),
                EventCodec.ADJUSTMENTS.encode(new AdjustmentEvent(new AdjustmentOutcome(id, status, "", List.of()))));
    }

    private static Adjustment adjustment(String id, long hits) {
        CounterKey counter =
                new CounterKey(new DescriptorCounter("shop", List.of(new CounterEntry("customer", "a", false))));
        return new Adjustment(id, counter, 1_800_000_000_000L, hits, "goodwill", 1_800_000_000_000L);
    }

    private static void await(Callable<Boolean> met) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(1))
                .until(met);
    }

    private CompletableFuture<Adjustments.Submission> submitting(Adjustment wanted) {
        return CompletableFuture.supplyAsync(() -> log.submit(wanted));
    }

    @Test
    void theFirstAdjustmentOfAnIdIsCreatedAndWaitsForWhatBecomesOfIt() throws Exception {
        CompletableFuture<Adjustments.Submission> submission = submitting(adjustment("a", 5));
        await(() -> log.find("a").isPresent());
        assertThat(submission).isNotDone();

        conclude("a", AdjustmentStatus.APPLIED);

        Adjustments.Submission settled = submission.get(20, TimeUnit.SECONDS);
        assertThat(settled.created()).isTrue();
        assertThat(requireNonNull(settled.state().outcome()).getStatus()).isEqualTo(AdjustmentStatus.APPLIED);
    }

    @Test
    void whoAsksAgainWithTheSameIdGetsTheFirst() throws Exception {
        append(adjustment("a", 5));
        conclude("a", AdjustmentStatus.APPLIED);

        Adjustments.Submission again = submitting(adjustment("a", 5)).get(20, TimeUnit.SECONDS);
        Adjustments.Submission another = submitting(adjustment("a", 6)).get(20, TimeUnit.SECONDS);

        assertThat(again.created()).isFalse();
        assertThat(again.state().adjustment().getHits()).isEqualTo(5);
        assertThat(another.state().isFor(adjustment("a", 6))).isFalse();
        assertThat(end).as("records in the topic").isEqualTo(2);
    }

    @Test
    void findsWhatWasThereBeforeItBegan() {
        append(adjustment("a", 5));

        assertThat(log.find("a")).get().returns(null, AdjustmentState::outcome);
        assertThat(log.find("b")).isEmpty();
    }

    @Test
    void saysThatTheTopicCannotBeWritten() {
        takes = false;

        assertThatThrownBy(() -> log.submit(adjustment("a", 5)))
                .isInstanceOf(AdjustmentsUnavailableException.class)
                .hasMessage(
                        "cannot write the topic t.adjustments: no answer from Kafka in time; ask again with the same"
                                + " id");

        takes = true;
        assertThat(log.find("a")).isEmpty();
    }

    @Test
    void goesOnFollowingAfterAReadThatFailed() {
        consumer.setPollException(new KafkaException("coordinator away"));
        append(adjustment("a", 5));

        await(() -> log.find("a").isPresent());
    }
}
