package io.tollgate.runtime.kafka;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.JaasContext;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out at the start what would fail with the first connection: values that do not go together, files, passwords. */
final class KafkaCheck {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaCheck.class);
    private static final String PLAINTEXT = "PLAINTEXT";
    private static final String JAAS_FORM = "LOGIN_MODULE required username=\"NAME\" password=\"PASSWORD\";";
    private static final List<String> FILES =
            List.of(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG);
    private static final Pattern CLASS_NAME = Pattern.compile("(?:[a-z]\\w*\\.)+[A-Z]\\w*: ");

    private final Map<String, Object> settings;
    private final Map<String, String> labels;
    private final String protocol;
    private final List<String> problems = new ArrayList<>();

    private KafkaCheck(Map<String, Object> settings, Map<String, String> labels) {
        this.settings = settings;
        this.labels = labels;
        this.protocol =
                text(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, PLAINTEXT).toUpperCase(Locale.ROOT);
    }

    /** @param labels name each property that is set and where it is from */
    static List<String> problems(KafkaClientConfig config, Map<String, String> labels) {
        if (config.properties().isEmpty()) {
            return List.of();
        }
        KafkaCheck check = new KafkaCheck(config.settings(KafkaClient.ADMIN, Map.of()), labels);
        check.unused("sasl.", protocol -> protocol.startsWith("SASL"));
        check.unused("ssl.", protocol -> protocol.endsWith("SSL"));
        FILES.forEach(check::readable);
        if (check.problems.isEmpty()) {
            check.security();
        }
        if (check.problems.isEmpty()) {
            check.together(config);
        }
        return check.problems;
    }

    private String text(String property, String otherwise) {
        Object value = settings.get(property);
        return value == null ? otherwise : value.toString();
    }

    private String label(String property) {
        return labels.getOrDefault(property, KafkaSettings.label(property));
    }

    private void unused(String begin, Predicate<String> using) {
        if (!using.test(protocol)) {
            settings.keySet().stream()
                    .filter(property -> property.startsWith(begin))
                    .sorted()
                    .forEach(property -> problems.add(label(property) + ": is not used while "
                            + KafkaSettings.label(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG) + " is " + protocol
                            + " (expected: SASL_SSL, or another that uses it)"));
        }
    }

    private void readable(String property) {
        String path = text(property, "");
        if (!path.isEmpty() && !Files.isReadable(Path.of(path))) {
            problems.add(label(property) + ": " + path + " cannot be read: "
                    + (Files.exists(Path.of(path)) ? "it is not for this user" : "there is no such file"));
        }
    }

    private void security() {
        boolean sasl = protocol.startsWith("SASL");
        String mechanism = text(SaslConfigs.SASL_MECHANISM, SaslConfigs.DEFAULT_SASL_MECHANISM);
        boolean bySecret = mechanism.equals("PLAIN") || mechanism.startsWith("SCRAM-");
        if (sasl && !jaas(bySecret)) {
            return;
        }
        Map<String, Object> checked = new HashMap<>(settings);
        if (sasl && !bySecret) { // to log in would ask another server, which may come later
            checked.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, protocol.endsWith("SSL") ? "SSL" : PLAINTEXT);
        }
        try {
            ClientUtils.createChannelBuilder(new AdminClientConfig(checked), Time.SYSTEM, new LogContext())
                    .close();
        } catch (KafkaException | IllegalArgumentException e) {
            problems.add("kafka.*: connections cannot be secured, look at files, types and passwords: " + reason(e));
        }
    }

    /** What is wrong in it is not quoted: it may be a part of the password. */
    private boolean jaas(boolean bySecret) {
        String property = SaslConfigs.SASL_JAAS_CONFIG;
        boolean given = settings.containsKey(property);
        if (!given && bySecret && System.getProperty("java.security.auth.login.config") == null) {
            problems.add(label(property) + ": not set (expected: " + JAAS_FORM + ")");
            return false;
        }
        if (given) {
            try {
                JaasContext.loadClientContext(settings);
            } catch (KafkaException | IllegalArgumentException | SecurityException e) {
                problems.add(label(property) + ": '***' (expected: " + JAAS_FORM + ")");
                return false;
            }
        }
        return true;
    }

    private void together(KafkaClientConfig config) {
        Map<String, Object> producer = config.producer(Map.of(
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class,
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class));
        Map<String, Object> consumer = config.consumer(Map.of(
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class));
        try {
            List<AbstractConfig> accepted = List.of(new ProducerConfig(producer), new ConsumerConfig(consumer));
            LOG.debug("{} kinds of clients accept what is set", accepted.size());
        } catch (KafkaException e) {
            problems.add("kafka.*: " + reason(e));
        }
    }

    /** Returns the messages from outer to inner, without names of classes. */
    private static String reason(Throwable failure) {
        StringBuilder reason = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message =
                    CLASS_NAME.matcher(String.valueOf(cause.getMessage())).replaceAll("");
            if (cause.getMessage() != null && reason.indexOf(message) < 0) {
                reason.append(reason.isEmpty() ? "" : ": ").append(message);
            }
        }
        return reason.isEmpty() ? "no reason given" : reason.toString();
    }
}
