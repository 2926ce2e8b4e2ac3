package io.tollgate.topic;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.DescribeConfigsResult;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.KafkaFutureImpl;

/** The topics of a broker, as far as an {@link Admin} asks for what the provisioner asks. */
final class FakeBroker {

    private final Map<String, Topic> topics = new TreeMap<>();
    private int unknownFor;

    /** A topic that is there. */
    record Topic(int partitions, Map<String, String> settings) {}

    /** Puts a topic there, as an operator does. */
    void create(String name, int partitions, Map<String, String> settings) {
        topics.put(name, new Topic(partitions, Map.copyOf(settings)));
    }

    Map<String, Topic> topics() {
        return topics;
    }

    /** Has the next questions answered as by a broker that does not know yet of what was just created. */
    void knowNothingFor(int questions) {
        unknownFor = questions;
    }

    Admin admin() {
        return (Admin) Proxy.newProxyInstance(
                Admin.class.getClassLoader(), new Class<?>[] {Admin.class}, (proxy, method, arguments) -> {
                    return switch (method.getName()) {
                        case "createTopics" -> created((Collection<?>) arguments[0]);
                        case "describeTopics" ->
                            described(
                                    arguments[0] instanceof TopicCollection.TopicNameCollection names
                                            ? names.topicNames()
                                            : (Collection<?>) arguments[0]);
                        case "describeConfigs" -> settings((Collection<?>) arguments[0]);
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
    }

    private CreateTopicsResult created(Collection<?> wanted) {
        Map<String, KafkaFuture<CreateTopicsResult.TopicMetadataAndConfig>> results = new HashMap<>();
        for (Object each : wanted) {
            NewTopic topic = (NewTopic) each;
            if (topics.containsKey(topic.name())) {
                results.put(topic.name(), failed(new TopicExistsException(topic.name())));
            } else {
                create(topic.name(), topic.numPartitions(), topic.configs());
                results.put(
                        topic.name(),
                        KafkaFuture.completedFuture(new CreateTopicsResult.TopicMetadataAndConfig(
                                org.apache.kafka.common.Uuid.randomUuid(), topic.numPartitions(), 1, noConfig())));
            }
        }
        return new CreateTopicsResult(results) {};
    }

    private static Config noConfig() {
        return new Config(List.of());
    }

    private DescribeTopicsResult described(Collection<?> names) {
        Map<String, KafkaFuture<TopicDescription>> results = new HashMap<>();
        boolean unknown = unknownFor-- > 0;
        for (Object name : names) {
            Topic topic = topics.get(name);
            results.put(
                    String.valueOf(name),
                    unknown || topic == null
                            ? failed(new UnknownTopicOrPartitionException(String.valueOf(name)))
                            : KafkaFuture.completedFuture(description(String.valueOf(name), topic)));
        }
        return new DescribeTopicsResult(null, results) {};
    }

    private static TopicDescription description(String name, Topic topic) {
        Node node = new Node(0, "localhost", 1);
        List<TopicPartitionInfo> partitions = IntStream.range(0, topic.partitions())
                .mapToObj(partition -> new TopicPartitionInfo(partition, node, List.of(node), List.of(node)))
                .toList();
        return new TopicDescription(name, false, partitions);
    }

    private DescribeConfigsResult settings(Collection<?> resources) {
        Map<ConfigResource, KafkaFuture<Config>> results = new HashMap<>();
        for (Object each : resources) {
            ConfigResource resource = (ConfigResource) each;
            List<ConfigEntry> entries =
                    requireNonNull(topics.get(resource.name()), "topic").settings().entrySet().stream()
                            .map(entry -> new ConfigEntry(entry.getKey(), entry.getValue()))
                            .toList();
            results.put(resource, KafkaFuture.completedFuture(new Config(entries)));
        }
        return new DescribeConfigsResult(results) {};
    }

    private static <T> KafkaFuture<T> failed(RuntimeException cause) {
        KafkaFutureImpl<T> future = new KafkaFutureImpl<>();
        future.completeExceptionally(cause);
        return future;
    }
}
