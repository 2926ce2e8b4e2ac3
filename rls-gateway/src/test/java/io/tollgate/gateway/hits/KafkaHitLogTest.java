package io.tollgate.gateway.hits;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounting.Incarnation;
import io.tollgate.event.HitEvent;
import io.tollgate.topic.EventCodec;
import io.tollgate.topic.HitEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** The log on top of a producer: what it tells of a record, and when it makes another producer. */
final class KafkaHitLogTest {

    private static final String TOPIC = "tollgate.hits";
    private static final byte[] KEY = {0, 1, 2};
    private static final HitEvent EVENT = HitEvents.hits(new Incarnation(new UUID(0, 1), 2, 3), 4, 5, List.of());

    private final List<MockProducer<byte[], byte[]>> producers = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private long nanos;
    private boolean unresolved;
    private final KafkaHitLog log = new KafkaHitLog(TOPIC, this::producer, () -> nanos);

    private final HitLog.SendCallback callback = new HitLog.SendCallback() {
        @Override
        public void acknowledged(int partition, long offset) {
            told.add("acknowledged " + partition + " " + offset);
        }

        @Override
        public void failed(Exception cause) {
            told.add("failed " + cause.getMessage());
        }
    };

    private Producer<byte[], byte[]> producer() {
        if (unresolved) {
            throw new KafkaException("no resolvable bootstrap urls");
        }
        Node node = new Node(0, "localhost", 1);
        Node[] nodes = {node};
        Cluster cluster = new Cluster(
                "test",
                List.of(node),
                List.of(
                        new PartitionInfo(TOPIC, 0, node, nodes, nodes),
                        new PartitionInfo(TOPIC, 1, node, nodes, nodes)),
                java.util.Set.of(),
                java.util.Set.of());
        MockProducer<byte[], byte[]> made = new MockProducer<>(
                cluster, false, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer());
        producers.add(made);
        return made;
    }

    private MockProducer<byte[], byte[]> latest() {
        return producers.get(producers.size() - 1);
    }

    @Test
    void tellsWhereARecordStandsOnceAllReplicasHoldIt() {
        log.sendTo(1, KEY, EVENT, callback);
        assertThat(told).isEmpty();

        latest().completeNext();

        assertThat(told).containsExactly("acknowledged 1 0");
        assertThat(latest().history()).singleElement().satisfies(sent -> {
            assertThat(sent.topic()).isEqualTo(TOPIC);
            assertThat(sent.key()).isEqualTo(KEY);
            assertThat(EventCodec.HITS.decode(sent.value())).isEqualTo(EVENT);
        });
    }

    @Test
    void leavesThePartitionOfACountersRecordToTheProducer() {
        log.send(KEY, EVENT, callback);

        assertThat(latest().history())
                .singleElement()
                .satisfies(sent -> assertThat(sent.partition()).isNull());
    }

    @Test
    void tellsThatARecordWasNotTaken() {
        log.send(KEY, EVENT, callback);
        latest().errorNext(new KafkaException("timed out"));

        assertThat(told).containsExactly("failed timed out");
    }

    @Test
    void tellsThatARecordWasNotTakenThatCouldNotEvenBeSent() {
        log.partitions();
        latest().sendException = new KafkaException("no metadata");

        log.send(KEY, EVENT, callback);

        assertThat(told).containsExactly("failed no metadata");
    }

    @Test
    void knowsNoPartitionsWhileTheBrokersCannotBeResolvedAndAsksAgain() {
        unresolved = true;
        assertThat(log.partitions()).isZero();

        unresolved = false;
        assertThat(log.partitions()).isEqualTo(2);
    }

    @Test
    void aProducerThatWasRefusedIsReplacedAfterASecond() {
        log.send(KEY, EVENT, callback);
        latest().errorNext(new SaslAuthenticationException("wrong password"));
        log.send(KEY, EVENT, callback);
        assertThat(producers).hasSize(1);

        nanos += Duration.ofMillis(1_001).toNanos();
        log.send(KEY, EVENT, callback);

        assertThat(producers).hasSize(2);
        assertThat(producers.get(0).closed()).isTrue();
        latest().completeNext();
        assertThat(told).last().asString().startsWith("acknowledged");
    }

    @Test
    void aProducerThatWasNotRefusedIsKeptWhateverFails() {
        log.send(KEY, EVENT, callback);
        latest().errorNext(new KafkaException("timed out"));
        nanos += Duration.ofHours(1).toNanos();
        log.send(KEY, EVENT, callback);

        assertThat(producers).hasSize(1);
    }

    @Test
    void closesItsProducer() {
        log.close(); // none was made
        log.send(KEY, EVENT, callback);
        log.close();

        assertThat(latest().closed()).isTrue();
    }
}
