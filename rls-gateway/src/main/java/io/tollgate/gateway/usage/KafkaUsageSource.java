package io.tollgate.gateway.usage;

import static java.util.Objects.requireNonNull;

import io.tollgate.runtime.kafka.KafkaClientConfig;
import io.tollgate.topic.TopicProvisioner;
import io.tollgate.topic.Topics;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The topic {@code usage} on a Kafka cluster. */
public final class KafkaUsageSource implements UsageSource {

    private static final long CALL_TIMEOUT_MS = 10_000;

    private final KafkaClientConfig kafka;
    private final Topics topics;
    private final int partitionsIfAbsent;

    /**
     * @param kafka what every Kafka client is made of
     * @param partitionsIfAbsent partitions of topics that are created now
     */
    public KafkaUsageSource(KafkaClientConfig kafka, Topics topics, int partitionsIfAbsent) {
        this.kafka = requireNonNull(kafka, "kafka");
        this.topics = requireNonNull(topics, "topics");
        this.partitionsIfAbsent = partitionsIfAbsent;
    }

    @Override
    public String servers() {
        return kafka.bootstrapServers();
    }

    @Override
    public Opened open() throws TimeoutException, InterruptedException {
        Map<String, Object> settings = new HashMap<>(KafkaClientConfig.SOON_BACK);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) CALL_TIMEOUT_MS);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) CALL_TIMEOUT_MS / 2);
        Admin admin = Admin.create(kafka.admin(settings));
        try {
            int count = new TopicProvisioner(admin, CALL_TIMEOUT_MS).ensure(topics, partitionsIfAbsent);
            String topicId = topicId(admin);
            List<TopicPartition> partitions = IntStream.range(0, count)
                    .mapToObj(partition -> new TopicPartition(topics.usage().name(), partition))
                    .toList();
            return new Opened(consumer(), partitions, topicId);
        } catch (TimeoutException e) {
            TimeoutException said = new TimeoutException("no answer within " + CALL_TIMEOUT_MS / 1000 + " s");
            said.initCause(e);
            throw said;
        } finally {
            admin.close(Duration.ZERO); // without a time it would wait for calls that nobody answers
        }
    }

    /** What was acknowledged in an earlier topic of hits is in none any more, and has to be sent again too. */
    private String topicId(Admin admin) throws TimeoutException, InterruptedException {
        List<String> names = List.of(topics.usage().name(), topics.hits().name());
        try {
            Map<String, TopicDescription> described =
                    admin.describeTopics(names).allTopicNames().get(CALL_TIMEOUT_MS, TimeUnit.MILLISECONDS);
            return described.values().stream()
                    .sorted(Comparator.comparing(TopicDescription::name))
                    .map(topic -> topic.topicId().toString())
                    .collect(Collectors.joining(" "));
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "could not describe " + topics.usage().name() + ": " + e.getMessage(), e);
        }
    }

    private Consumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = new HashMap<>(KafkaClientConfig.SOON_BACK);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        return new KafkaConsumer<>(kafka.consumer(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
