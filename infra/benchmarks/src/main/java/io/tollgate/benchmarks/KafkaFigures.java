package io.tollgate.benchmarks;

import io.tollgate.topic.TopicProvisioner;
import io.tollgate.topic.Topics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;

/** What a broker knows of topics and consumer groups. */
final class KafkaFigures implements AutoCloseable {

    private static final Topics TOPICS = new Topics(Topics.DEFAULT_PREFIX);
    private static final int TIMEOUT_MS = 30_000;

    private final Admin admin;

    KafkaFigures(String bootstrap) {
        this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap));
    }

    /** Creates Tollgate's topics, and returns in how many partitions hits are. */
    int createTopics(int partitions) throws TimeoutException, InterruptedException {
        return new TopicProvisioner(admin, TIMEOUT_MS).ensure(TOPICS, partitions);
    }

    /** Returns how many records of the topic hits there are in all. */
    long records(int partitions) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> latest = Stream.iterate(0, partition -> partition + 1)
                .limit(partitions)
                .collect(Collectors.toMap(
                        partition -> new TopicPartition(TOPICS.hits().name(), partition),
                        partition -> OffsetSpec.latest()));
        return admin.listOffsets(latest).all().get().values().stream()
                .mapToLong(offset -> offset.offset())
                .sum();
    }

    /** Returns how many records of the topic hits a consumer group has done with. */
    long committed(String group) throws ExecutionException, InterruptedException {
        return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().entrySet().stream()
                .filter(entry -> entry.getKey().topic().equals(TOPICS.hits().name()))
                .mapToLong(entry -> offset(entry.getValue()))
                .sum();
    }

    private static long offset(OffsetAndMetadata committed) {
        return committed == null ? 0 : committed.offset();
    }

    /** Returns the bytes of the logs of some topics. */
    long bytes(Predicate<String> topics) throws ExecutionException, InterruptedException {
        List<Integer> brokers =
                admin.describeCluster().nodes().get().stream().map(Node::id).toList();
        return admin.describeLogDirs(brokers).allDescriptions().get().values().stream()
                .flatMap(folders -> folders.values().stream())
                .flatMap(folder -> folder.replicaInfos().entrySet().stream())
                .filter(replica -> topics.test(replica.getKey().topic()))
                .mapToLong(replica -> replica.getValue().size())
                .sum();
    }

    @Override
    public void close() {
        admin.close();
    }
}
