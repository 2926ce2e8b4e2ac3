package io.tollgate.runtime.kafka;

import static io.tollgate.runtime.settings.Setting.own;

import io.tollgate.runtime.settings.Setting;
import io.tollgate.runtime.settings.SettingFamily;
import io.tollgate.runtime.settings.SettingGroup;
import io.tollgate.runtime.settings.SettingType;
import io.tollgate.runtime.settings.SettingTypes;
import io.tollgate.topic.Topics;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where Kafka is, and what is used of it. The same for all parts. */
public final class KafkaSettings {

    private static final Pattern BROKER =
            Pattern.compile("(?:[A-Za-z0-9_]+://)?(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.%]+]):(?<port>[0-9]{1,5})");
    private static final int MOST_PORT = 65_535;

    private static final SettingType<String> BROKERS = new SettingType<>(
            "addresses host:port separated by commas, with ports from 1 to 65535, IPv6 addresses in brackets",
            KafkaSettings::brokers);
    private static final SettingType<String> PREFIX =
            new SettingType<>("a topic prefix: at most 100 letters, digits, '.', '_' or '-'", text -> {
                new Topics(text).all();
                return text;
            });

    public static final Setting<String> BOOTSTRAP_SERVERS =
            own("bootstrap.servers", BROKERS, "localhost:9092", "Addresses of Kafka, host:port, separated by commas.");
    public static final Setting<String> TOPIC_PREFIX =
            own("topic.prefix", PREFIX, Topics.DEFAULT_PREFIX, "Put before the name of each topic and consumer group.");
    public static final Setting<Long> TOPIC_PARTITIONS = own(
            "topic.partitions",
            SettingTypes.number(1, 10_000),
            "32",
            "Partitions of topics that are created now; one that is there keeps its own.");

    /** All three. */
    public static final SettingGroup GROUP =
            SettingGroup.of("Kafka", BOOTSTRAP_SERVERS, TOPIC_PREFIX, TOPIC_PARTITIONS);

    /** What goes to Kafka's clients as it is; two variables are the launcher's and the tests'. */
    public static final SettingFamily FAMILY =
            new SettingFamily("kafka.", Set.of("TOLLGATE_KAFKA_JAVA_OPTS", "TOLLGATE_KAFKA_IMAGE"));

    private KafkaSettings() {}

    /** Returns the name of a property of Kafka's clients as a setting, and its variable, for messages. */
    static String label(String property) {
        return FAMILY.label(property);
    }

    private static String brokers(String text) {
        for (String broker : text.split(",", -1)) {
            Matcher address = BROKER.matcher(broker.strip());
            if (!address.matches()) {
                throw new IllegalArgumentException("'" + broker + "' is no address");
            }
            int port = Integer.parseInt(address.group("port"));
            if (port < 1 || port > MOST_PORT) {
                throw new IllegalArgumentException(port + " is no port");
            }
        }
        return text;
    }
}
