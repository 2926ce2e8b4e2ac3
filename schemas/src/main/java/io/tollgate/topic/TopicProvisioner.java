package io.tollgate.topic;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Creates the topics where they are absent, and rejects to go on where they are there with other settings: a {@code
 * usage} that is not compacted or has another number of partitions than {@code hits} would lose counts silently.
 */
public final class TopicProvisioner {

    private static final long ASK_AGAIN_MS = 50;

    private final Admin admin;
    private final long timeoutMs;

    /** @param timeoutMs how long each call to the broker may take */
    public TopicProvisioner(Admin admin, long timeoutMs) {
        this.admin = admin;
        this.timeoutMs = timeoutMs;
    }

    /**
     * Makes sure that all topics are there.
     *
     * @param partitions how many {@code hits} gets if it is created now; one that is there keeps its own, and those that
     *     must have as many get as many
     * @return the number of partitions of {@code hits} and of all that is kept by counter
     * @throws TopicMismatchException if a topic is there with settings that would lose counts
     * @throws TimeoutException if the broker does not answer in time
     */
    public int ensure(Topics topics, int partitions) throws TimeoutException, InterruptedException {
        List<Topics.Topic<?, ?>> all = topics.all();
        createAbsent(List.of(topics.hits()), partitions);
        int hits = partitionsOf(describe(List.of(topics.hits())), topics.hits());
        createAbsent(all, hits);
        checkPartitions(topics, hits);
        checkSettings(all);
        return hits;
    }

    private void createAbsent(List<Topics.Topic<?, ?>> topics, int partitions)
            throws TimeoutException, InterruptedException {
        List<NewTopic> wanted = new ArrayList<>();
        for (Topics.Topic<?, ?> topic : topics) {
            int count = topic.partitions().orElse(partitions);
            wanted.add(new NewTopic(topic.name(), Optional.of(count), Optional.empty()).configs(topic.settings()));
        }
        for (var created : admin.createTopics(wanted).values().values()) {
            try {
                created.get(timeoutMs, TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw failed("create topics", e);
                }
            }
        }
    }

    private void checkPartitions(Topics topics, int hits) throws TimeoutException, InterruptedException {
        Map<String, TopicDescription> described = describe(topics.all());
        for (Topics.Topic<?, ?> topic : topics.likeHits()) {
            int others = partitionsOf(described, topic);
            if (hits != others) {
                throw new TopicMismatchException("topic " + topics.hits().name() + " has " + hits + " partitions and "
                        + topic.name() + " has " + others
                        + ": they must have the same number, fixed at creation");
            }
        }
        for (Topics.Topic<?, ?> topic : topics.all()) {
            int found = partitionsOf(described, topic);
            if (found != topic.partitions().orElse(found)) {
                throw new TopicMismatchException("topic " + topic.name() + " has " + found + " partitions (expected: "
                        + topic.partitions().getAsInt() + ", fixed at creation)");
            }
        }
    }

    private Map<String, TopicDescription> describe(List<Topics.Topic<?, ?>> topics)
            throws TimeoutException, InterruptedException {
        List<String> names = topics.stream().<String>map(Topics.Topic::name).toList();
        return ask("describe topics", () -> admin.describeTopics(names).allTopicNames());
    }

    /** A broker may not know yet of a topic that was just created at another, or by its own controller. */
    private <T> T ask(String what, Supplier<KafkaFuture<T>> call) throws TimeoutException, InterruptedException {
        for (long waitedMs = 0; ; waitedMs += ASK_AGAIN_MS) {
            try {
                return call.get().get(timeoutMs, TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || waitedMs >= timeoutMs) {
                    throw failed(what, e);
                }
            }
            Thread.sleep(ASK_AGAIN_MS);
        }
    }

    private static int partitionsOf(Map<String, TopicDescription> described, Topics.Topic<?, ?> topic) {
        TopicDescription description = described.get(topic.name());
        if (description == null) {
            throw new TopicMismatchException("topic " + topic.name() + " is missing right after it was created");
        }
        return description.partitions().size();
    }

    private void checkSettings(List<Topics.Topic<?, ?>> topics) throws TimeoutException, InterruptedException {
        List<ConfigResource> resources = topics.stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.name()))
                .toList();
        Map<ConfigResource, Config> configs = ask(
                "read the settings of topics",
                () -> admin.describeConfigs(resources).all());
        List<String> problems = new ArrayList<>();
        for (Topics.Topic<?, ?> topic : topics) {
            Config found = configs.get(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()));
            if (found != null) {
                problems.addAll(differences(topic, found));
            }
        }
        if (!problems.isEmpty()) {
            throw new TopicMismatchException(String.join("; ", problems));
        }
    }

    private static List<String> differences(Topics.Topic<?, ?> topic, Config found) {
        List<String> problems = new ArrayList<>();
        new TreeMap<>(topic.settings()).forEach((name, expected) -> {
            ConfigEntry entry = found.get(name);
            String value = entry == null ? "absent" : entry.value();
            if (!holds(name, expected, value)) {
                problems.add("topic " + topic.name() + " has " + name + "=" + value + " (expected: " + expected + ")");
            }
        });
        return problems;
    }

    /** A longer retention than ours is the operator's choice. */
    private static boolean holds(String setting, String expected, String found) {
        if (!setting.equals(TopicConfig.RETENTION_MS_CONFIG) || found.equals("absent")) {
            return expected.equals(found);
        }
        long retentionMs = Long.parseLong(found);
        return retentionMs < 0 || retentionMs >= Long.parseLong(expected);
    }

    private static RuntimeException failed(String what, ExecutionException e) {
        return new IllegalStateException("could not " + what + ": " + e.getMessage(), e);
    }
}
