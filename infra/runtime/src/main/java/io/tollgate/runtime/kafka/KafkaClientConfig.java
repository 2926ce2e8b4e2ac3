package io.tollgate.runtime.kafka;

import static java.util.Objects.requireNonNull;

import io.tollgate.runtime.settings.SettingValues;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * What every client of Kafka is made of, in all parts: where Kafka is, and the properties that are given as
 * {@code kafka.*}. Passwords are hidden where it is shown. Immutable.
 *
 * @param bootstrapServers addresses of Kafka, host:port, separated by commas
 * @param properties by Kafka's names, those of one kind of client with {@code producer.}, {@code consumer.} or
 *     {@code admin.} before it; the values parsed
 */
public record KafkaClientConfig(String bootstrapServers, Map<String, Object> properties) {

    /** A broker that comes back is found within about a second by clients that have these. */
    public static final Map<String, Object> SOON_BACK = Map.of(
            CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, 100,
            CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);

    /** Where the one who makes a client says how long it waits, nobody else does. */
    private static final Set<String> TIMES_OF_THE_MAKER = Set.of(
            CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG,
            CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG,
            "delivery.timeout.ms",
            "max.block.ms");

    private static final List<String> STREAMS_PREFIXES =
            List.of("main.consumer.", "restore.consumer.", "global.consumer.");

    public KafkaClientConfig {
        requireNonNull(bootstrapServers, "bootstrapServers");
        properties = Map.copyOf(properties);
    }

    /** Returns clients of a Kafka that asks for nothing else. */
    public static KafkaClientConfig of(String bootstrapServers) {
        return new KafkaClientConfig(bootstrapServers, Map.of());
    }

    /** Returns what is set, as far as it can be read; {@link #problems} says what cannot. */
    public static KafkaClientConfig of(SettingValues values) {
        return new KafkaClientConfig(
                values.get(KafkaSettings.BOOTSTRAP_SERVERS),
                KafkaProperties.read(values.family(KafkaSettings.FAMILY)).parsed());
    }

    /** Returns a line for each property that cannot be or cannot work, without secrets. */
    public static List<String> problems(SettingValues values) {
        KafkaProperties read = KafkaProperties.read(values.family(KafkaSettings.FAMILY));
        return read.problems().isEmpty()
                ? KafkaCheck.problems(new KafkaClientConfig("localhost:9092", read.parsed()), read.labels())
                : read.problems();
    }

    /** Returns the settings of a producer: ours, and before them what is set. */
    public Map<String, Object> producer(Map<String, ?> ours) {
        return settings(KafkaClient.PRODUCER, ours);
    }

    /** Returns the settings of a consumer: ours, and before them what is set. */
    public Map<String, Object> consumer(Map<String, ?> ours) {
        return settings(KafkaClient.CONSUMER, ours);
    }

    /** Returns the settings of an admin client: ours, and before them what is set. */
    public Map<String, Object> admin(Map<String, ?> ours) {
        return settings(KafkaClient.ADMIN, ours);
    }

    /** Returns the settings of Kafka Streams: ours, and before them what is set of the clients that it makes. */
    public Map<String, Object> streams(Map<String, ?> ours) {
        Map<String, Object> settings = new HashMap<>(ours);
        settings.keySet().removeIf(this::isSetForStreams);
        settings.putAll(properties);
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return settings;
    }

    private boolean isSetForStreams(String name) {
        String consumer = STREAMS_PREFIXES.stream()
                .filter(name::startsWith)
                .findAny()
                .map(prefix -> KafkaClient.CONSUMER.prefix() + name.substring(prefix.length()))
                .orElse(name);
        return properties.containsKey(consumer) || properties.containsKey(KafkaClient.property(consumer));
    }

    Map<String, Object> settings(KafkaClient client, Map<String, ?> ours) {
        Map<String, Object> settings = new HashMap<>(ours);
        Map<String, Object> common = new TreeMap<>(properties);
        common.keySet().removeIf(name -> KafkaClient.of(name).isPresent() || !client.knows(name));
        settings.putAll(common);
        properties.forEach((name, value) -> {
            if (name.startsWith(client.prefix())) {
                settings.put(KafkaClient.property(name), value);
            }
        });
        ours.forEach((name, value) -> {
            if (TIMES_OF_THE_MAKER.contains(name)) {
                settings.put(name, value);
            }
        });
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return settings;
    }
}
