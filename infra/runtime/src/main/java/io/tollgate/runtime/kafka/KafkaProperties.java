package io.tollgate.runtime.kafka;

import static java.util.Map.entry;

import io.tollgate.runtime.settings.Given;
import io.tollgate.runtime.settings.SecretFile;
import io.tollgate.runtime.settings.SettingValues;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * Reads {@code kafka.*}: by Kafka's own definitions, but for what Tollgate must decide itself.
 *
 * @param parsed values by their names
 * @param labels names a setting and where it is from, for each of them
 * @param problems a line for each that cannot be, without secrets
 */
record KafkaProperties(Map<String, Object> parsed, Map<String, String> labels, List<String> problems) {

    private static final String LOSES = "hits would be lost or counted twice with another";
    private static final String SET_ALREADY = "Tollgate gives each client its own";
    private static final String BYTES = "Tollgate reads and writes bytes itself";
    private static final String BY_COUNTER = "the hits of a counter must be in one partition, by its key";

    /** Why some are not for others to set. */
    private static final Map<String, String> RESERVED = Map.ofEntries(
            entry("bootstrap.servers", "set bootstrap.servers (TOLLGATE_BOOTSTRAP_SERVERS)"),
            entry("bootstrap.controllers", "set bootstrap.servers (TOLLGATE_BOOTSTRAP_SERVERS)"),
            entry("acks", LOSES),
            entry("enable.idempotence", LOSES),
            entry("isolation.level", LOSES),
            entry("auto.offset.reset", LOSES),
            entry("enable.auto.commit", LOSES),
            entry("auto.commit.interval.ms", LOSES),
            entry("transactional.id", SET_ALREADY),
            entry("transaction.two.phase.commit.enable", LOSES),
            entry("client.id", SET_ALREADY),
            entry("group.id", "topic.prefix (TOLLGATE_TOPIC_PREFIX) begins the name of each group"),
            entry("group.instance.id", SET_ALREADY),
            entry("group.protocol", SET_ALREADY),
            entry("group.remote.assignor", SET_ALREADY),
            entry("partition.assignment.strategy", SET_ALREADY),
            entry("allow.auto.create.topics", "Tollgate creates its topics itself, with the settings that they need"),
            entry("key.serializer", BYTES),
            entry("value.serializer", BYTES),
            entry("key.deserializer", BYTES),
            entry("value.deserializer", BYTES),
            entry("partitioner.class", BY_COUNTER),
            entry("partitioner.ignore.keys", BY_COUNTER));

    private static final String LINGER = "linger.ms";
    private static final int MOST_LINGER_MS = 5_000;

    KafkaProperties {
        parsed = Map.copyOf(parsed);
        labels = Map.copyOf(labels);
        problems = List.copyOf(problems);
    }

    /** Reads what is given, by names without {@code kafka.}. */
    static KafkaProperties read(Map<String, Given> given) {
        Map<String, Object> parsed = new TreeMap<>();
        Map<String, String> labels = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        new TreeMap<>(given).forEach((name, text) -> {
            try {
                boolean inFile = isFileOfSecret(name);
                String property = inFile ? name.substring(0, name.length() - SettingValues.FILE.length()) : name;
                if (inFile && given.containsKey(property)) {
                    throw new IllegalArgumentException("kafka." + property + " is given too (expected: one of them)");
                }
                parsed.put(property, value(property, inFile ? SecretFile.read(text.text()) : text.text()));
                labels.put(property, text.label());
            } catch (IllegalArgumentException e) {
                problems.add(text.label() + ": " + e.getMessage());
            }
        });
        return new KafkaProperties(parsed, labels, problems);
    }

    private static boolean isFileOfSecret(String name) {
        if (!name.endsWith(SettingValues.FILE) || KafkaClient.key(name) != null) {
            return false;
        }
        ConfigDef.ConfigKey secret = KafkaClient.key(name.substring(0, name.length() - SettingValues.FILE.length()));
        return secret != null && secret.type == ConfigDef.Type.PASSWORD;
    }

    private static Object value(String name, String text) {
        ConfigDef.ConfigKey key = KafkaClient.key(name);
        if (key == null) {
            throw new IllegalArgumentException(
                    "Kafka's clients have no such property (nearest: kafka." + nearest(name) + ")");
        }
        String reserved = RESERVED.get(key.name);
        if (reserved != null) {
            throw new IllegalArgumentException("cannot be set: " + reserved);
        }
        Object value = parse(key, text);
        if (key.name.equals(LINGER) && ((Number) value).longValue() > MOST_LINGER_MS) {
            throw unexpected(text, "at most " + MOST_LINGER_MS);
        }
        return value;
    }

    private static Object parse(ConfigDef.ConfigKey key, String text) {
        String shown = key.type == ConfigDef.Type.PASSWORD ? "***" : text;
        Object value;
        try {
            value = ConfigDef.parseType(key.name, text, key.type);
        } catch (ConfigException e) {
            throw unexpected(shown, expected(key.type));
        }
        try {
            if (key.validator != null) {
                key.validator.ensureValid(key.name, value);
            }
        } catch (ConfigException e) {
            throw unexpected(shown, bounds(key.validator));
        }
        return value;
    }

    private static IllegalArgumentException unexpected(String shown, String expected) {
        return new IllegalArgumentException("'" + shown + "' (expected: " + expected + ")");
    }

    private static String expected(ConfigDef.Type type) {
        return switch (type) {
            case BOOLEAN -> "true or false";
            case SHORT, INT, LONG -> "a whole number";
            case DOUBLE -> "a number";
            case CLASS -> "the name of a class that is on the class path";
            case STRING, LIST, PASSWORD -> "text";
        };
    }

    /** Kafka's validators describe themselves, but for some that are code. */
    private static String bounds(ConfigDef.Validator validator) {
        String said = String.valueOf(validator);
        return said.contains("$") || said.contains("@") ? "what Kafka's documentation says of it" : said;
    }

    private static String nearest(String name) {
        String prefix =
                name.substring(0, name.length() - KafkaClient.property(name).length());
        String property = KafkaClient.property(name);
        return prefix
                + Stream.of(KafkaClient.values())
                        .flatMap(client -> client.names().stream())
                        .filter(known -> !RESERVED.containsKey(known))
                        .collect(Collectors.toCollection(TreeSet::new))
                        .stream()
                        .min(Comparator.comparingInt(known -> distance(property, known)))
                        .orElseThrow();
    }

    /** How many characters must be put, taken or changed to make one of the other (Levenshtein). */
    private static int distance(String one, String other) {
        int[] before = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            before[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] now = new int[other.length() + 1];
            now[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int changed = before[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                now[j] = Math.min(changed, Math.min(now[j - 1], before[j]) + 1);
            }
            before = now;
        }
        return before[other.length()];
    }
}
