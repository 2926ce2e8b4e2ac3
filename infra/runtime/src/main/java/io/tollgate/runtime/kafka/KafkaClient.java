package io.tollgate.runtime.kafka;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;

/** The kinds of clients that Kafka has, with the properties that each knows. */
enum KafkaClient {
    PRODUCER("producer."),
    CONSUMER("consumer."),
    ADMIN("admin.");

    private final String prefix;

    KafkaClient(String prefix) {
        this.prefix = prefix;
    }

    /** Returns what a property of clients of this kind alone begins with. */
    String prefix() {
        return prefix;
    }

    /** Returns the names of all properties. */
    Set<String> names() {
        return switch (this) {
            case PRODUCER -> ProducerConfig.configNames();
            case CONSUMER -> ConsumerConfig.configNames();
            case ADMIN -> AdminClientConfig.configNames();
        };
    }

    private ConfigDef definition() {
        return switch (this) {
            case PRODUCER -> ProducerConfig.configDef();
            case CONSUMER -> ConsumerConfig.configDef();
            case ADMIN -> AdminClientConfig.configDef();
        };
    }

    boolean knows(String property) {
        return names().contains(property);
    }

    /** Returns the kind that a name begins with, if it does with any. */
    static Optional<KafkaClient> of(String name) {
        return Arrays.stream(values())
                .filter(client -> name.startsWith(client.prefix))
                .findAny();
    }

    /** Returns a name without the kind that it may begin with. */
    static String property(String name) {
        return of(name).map(client -> name.substring(client.prefix.length())).orElse(name);
    }

    /** Returns what Kafka says of the property that a name is of, null if the clients that it names have none. */
    static ConfigDef.@Nullable ConfigKey key(String name) {
        Optional<KafkaClient> one = of(name);
        String property = property(name);
        return Arrays.stream(values())
                .filter(client -> one.isEmpty() || one.get() == client)
                .filter(client -> client.knows(property))
                .map(client -> requireNonNull(client.definition().configKeys().get(property)))
                .findFirst()
                .orElse(null);
    }
}
