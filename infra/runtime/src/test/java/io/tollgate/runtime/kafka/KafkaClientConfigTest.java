package io.tollgate.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.runtime.settings.SettingSources;
import io.tollgate.runtime.settings.SettingValues;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KafkaClientConfigTest {

    private static final String JAAS = "org.apache.kafka.common.security.scram.ScramLoginModule required"
            + " username=\"gateway\" password=\"s3cret\";";

    @TempDir
    private Path folder;

    private static SettingValues values(Map<String, String> environment) {
        return SettingValues.read(
                SettingSources.of(environment, Map.of()), List.of(KafkaSettings.GROUP), KafkaSettings.FAMILY);
    }

    private static List<String> problems(Map<String, String> environment) {
        return KafkaClientConfig.problems(values(environment));
    }

    private static KafkaClientConfig config(Map<String, String> environment) {
        assertThat(problems(environment)).isEmpty();
        return KafkaClientConfig.of(values(environment));
    }

    private static Map<String, String> scram() {
        return new HashMap<>(Map.of(
                "TOLLGATE_KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
                "TOLLGATE_KAFKA_SASL_MECHANISM", "SCRAM-SHA-512",
                "TOLLGATE_KAFKA_SASL_JAAS_CONFIG", JAAS));
    }

    @Test
    void givesEachClientWhatIsSet() {
        KafkaClientConfig config = config(scram());

        for (Map<String, Object> settings : List.of(
                config.producer(Map.of()),
                config.consumer(Map.of()),
                config.admin(Map.of()),
                config.streams(Map.of()))) {
            assertThat(settings)
                    .containsEntry("bootstrap.servers", "localhost:9092")
                    .containsEntry("security.protocol", "SASL_SSL")
                    .containsEntry("sasl.mechanism", "SCRAM-SHA-512")
                    .containsEntry("sasl.jaas.config", new Password(JAAS));
        }
    }

    @Test
    void givesAClientOnlyWhatItsKindKnows() {
        KafkaClientConfig config = config(Map.of(
                "TOLLGATE_KAFKA_LINGER_MS", "7",
                "TOLLGATE_KAFKA_CONSUMER_FETCH_MIN_BYTES", "9",
                "TOLLGATE_KAFKA_ADMIN_RETRIES", "3"));

        assertThat(config.producer(Map.of("linger.ms", 1, "batch.size", 5)))
                .containsEntry("linger.ms", 7L)
                .containsEntry("batch.size", 5)
                .doesNotContainKeys("fetch.min.bytes", "retries");
        assertThat(config.consumer(Map.of()))
                .containsEntry("fetch.min.bytes", 9)
                .doesNotContainKeys("linger.ms", "retries");
        assertThat(config.admin(Map.of())).containsEntry("retries", 3).doesNotContainKey("fetch.min.bytes");
    }

    @Test
    void putsWhatIsSetBeforeWhatStreamsWouldUseOtherwise() {
        KafkaClientConfig config =
                config(Map.of("TOLLGATE_KAFKA_CONSUMER_MAX_POLL_RECORDS", "9", "TOLLGATE_KAFKA_LINGER_MS", "7"));

        assertThat(config.streams(Map.of(
                        "main.consumer.max.poll.records", 2_000, "producer.linger.ms", 1, "num.stream.threads", 4)))
                .isEqualTo(Map.of(
                        "consumer.max.poll.records",
                        9,
                        "linger.ms",
                        7L,
                        "num.stream.threads",
                        4,
                        "bootstrap.servers",
                        "localhost:9092"));
    }

    @Test
    void leavesTheTimesToWhoeverWaits() {
        KafkaClientConfig config = config(Map.of("TOLLGATE_KAFKA_REQUEST_TIMEOUT_MS", "7000"));

        assertThat(config.admin(Map.of("request.timeout.ms", 100))).containsEntry("request.timeout.ms", 100);
        assertThat(config.admin(Map.of())).containsEntry("request.timeout.ms", 7000);
    }

    @Test
    void readsASecretFromAFileOfItsOwn() throws IOException {
        Map<String, String> environment = scram();
        environment.remove("TOLLGATE_KAFKA_SASL_JAAS_CONFIG");
        environment.put(
                "TOLLGATE_KAFKA_SASL_JAAS_CONFIG_FILE",
                Files.writeString(folder.resolve("jaas"), JAAS + "\n").toString());

        assertThat(config(environment).admin(Map.of())).containsEntry("sasl.jaas.config", new Password(JAAS));
        environment.put("TOLLGATE_KAFKA_SASL_JAAS_CONFIG", JAAS);
        assertThat(problems(environment)).singleElement().asString().contains("given too");
    }

    @Test
    void neverShowsASecret() {
        Map<String, String> environment = scram();
        environment.put("TOLLGATE_KAFKA_SASL_JAAS_CONFIG", JAAS.replace(";", ""));

        assertThat(config(scram()).toString() + config(scram()).streams(Map.of()))
                .doesNotContain("s3cret");
        assertThat(problems(environment))
                .containsExactly(
                        "kafka.sasl.jaas.config (TOLLGATE_KAFKA_SASL_JAAS_CONFIG): '***' (expected: LOGIN_MODULE"
                                + " required username=\"NAME\" password=\"PASSWORD\";)");
    }

    @Test
    void namesTheNearestOfAnUnknownProperty() {
        assertThat(problems(Map.of(
                        "TOLLGATE_KAFKA_SECURITY_PROTOCOLL", "SASL_SSL", "TOLLGATE_KAFKA_PRODUCER_LINGERMS", "1")))
                .containsExactly(
                        "kafka.producer.lingerms (TOLLGATE_KAFKA_PRODUCER_LINGERMS): Kafka's clients have no such property"
                                + " (nearest: kafka.producer.linger.ms)",
                        "kafka.security.protocoll (TOLLGATE_KAFKA_SECURITY_PROTOCOLL): Kafka's clients have no such"
                                + " property (nearest: kafka.security.protocol)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ACKS",
                "ENABLE_IDEMPOTENCE",
                "ISOLATION_LEVEL",
                "AUTO_OFFSET_RESET",
                "GROUP_ID",
                "KEY_SERIALIZER",
                "PARTITIONER_CLASS",
                "CONSUMER_GROUP_ID",
                "PRODUCER_ACKS",
                "BOOTSTRAP_SERVERS"
            })
    void rejectsWhatTheAccountingDependsOn(String property) {
        assertThat(problems(Map.of("TOLLGATE_KAFKA_" + property, "0")))
                .singleElement()
                .asString()
                .contains("(TOLLGATE_KAFKA_" + property + "): cannot be set: ");
    }

    @ParameterizedTest
    @CsvSource({
        "LINGER_MS, soon, a whole number",
        "LINGER_MS, 6000, at most 5000",
        "SECURITY_PROTOCOL, TLS, PLAINTEXT",
        "METRIC_REPORTERS, org.absent.Reporter, ",
        "RETRY_BACKOFF_MS, -1, 0",
        "SASL_LOGIN_CLASS, org.absent.Login, the name of a class that is on the class path"
    })
    void saysWhatIsExpectedOfAValue(String property, String value, String expected) {
        if (expected == null) {
            assertThat(config(Map.of("TOLLGATE_KAFKA_" + property, value)).properties())
                    .hasSize(1);
        } else {
            assertThat(problems(Map.of("TOLLGATE_KAFKA_" + property, value)))
                    .singleElement()
                    .asString()
                    .contains("(TOLLGATE_KAFKA_" + property + "): '" + value + "' (expected: ", expected);
        }
    }

    @Test
    void saysThatACredentialIsMissingOrNotUsed() {
        Map<String, String> without = scram();
        without.remove("TOLLGATE_KAFKA_SASL_JAAS_CONFIG");
        Map<String, String> unused = scram();
        unused.remove("TOLLGATE_KAFKA_SECURITY_PROTOCOL");

        assertThat(problems(without))
                .singleElement()
                .asString()
                .startsWith("kafka.sasl.jaas.config (TOLLGATE_KAFKA_SASL_JAAS_CONFIG): not set");
        assertThat(problems(unused))
                .hasSize(2)
                .allSatisfy(problem -> assertThat(problem)
                        .contains("is not used while kafka.security.protocol (TOLLGATE_KAFKA_SECURITY_PROTOCOL) is"
                                + " PLAINTEXT"));
    }

    @Test
    void opensTheStoresOfCertificatesAtTheStart() throws IOException, GeneralSecurityException {
        Path store = folder.resolve("trust.p12");
        try (OutputStream out = Files.newOutputStream(store)) {
            KeyStore empty = KeyStore.getInstance("PKCS12");
            empty.load(null, null);
            empty.store(out, "right".toCharArray());
        }
        Map<String, String> environment = new HashMap<>(Map.of(
                "TOLLGATE_KAFKA_SECURITY_PROTOCOL", "SSL",
                "TOLLGATE_KAFKA_SSL_TRUSTSTORE_LOCATION", "/absent.p12"));

        assertThat(problems(environment))
                .containsExactly("kafka.ssl.truststore.location (TOLLGATE_KAFKA_SSL_TRUSTSTORE_LOCATION): /absent.p12"
                        + " cannot be read: there is no such file");
        environment.put("TOLLGATE_KAFKA_SSL_TRUSTSTORE_LOCATION", store.toString());
        environment.put("TOLLGATE_KAFKA_SSL_TRUSTSTORE_TYPE", "PKCS12");
        environment.put("TOLLGATE_KAFKA_SSL_TRUSTSTORE_PASSWORD", "wr0ng");
        assertThat(problems(environment))
                .singleElement()
                .asString()
                .startsWith("kafka.*: connections cannot be secured, look at files, types and passwords: ")
                .contains("Failed to load SSL keystore " + store)
                .doesNotContain("org.apache", "java.", "wr0ng");
    }

    @Test
    void mayBeBuiltIntoEachKindOfClient() {
        KafkaClientConfig config = config(scram());
        Map<String, Object> bytes = Map.of(
                "key.serializer", "org.apache.kafka.common.serialization.ByteArraySerializer",
                "value.serializer", "org.apache.kafka.common.serialization.ByteArraySerializer");
        Map<String, Object> fromBytes = Map.of(
                "key.deserializer", "org.apache.kafka.common.serialization.ByteArrayDeserializer",
                "value.deserializer", "org.apache.kafka.common.serialization.ByteArrayDeserializer");

        assertThat(new ProducerConfig(config.producer(bytes)).unused()).doesNotContain("linger.ms");
        assertThat(new ConsumerConfig(config.consumer(fromBytes)).getString("security.protocol"))
                .isEqualTo("SASL_SSL");
        assertThat(new AdminClientConfig(config.admin(Map.of())).getPassword("sasl.jaas.config"))
                .isEqualTo(new Password(JAAS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka",
                "kafka:",
                "kafka:0",
                "kafka:65536",
                "kafka:9092,",
                "kafka:9092,,b:1",
                "a b:9092",
                "::1:9092",
                "http://",
                " "
            })
    void rejectsAddressesThatAreNone(String servers) {
        assertThat(values(Map.of("TOLLGATE_BOOTSTRAP_SERVERS", servers)).problems())
                .singleElement()
                .asString()
                .startsWith("bootstrap.servers (TOLLGATE_BOOTSTRAP_SERVERS): '" + servers
                        + "' (expected: addresses host:port separated by commas");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka:9092",
                "kafka-1.svc.local:9092, kafka-2:9093",
                "[::1]:9092",
                "10.0.0.1:65535",
                "no-such-host.invalid:1",
                "SASL_SSL://kafka:9092"
            })
    void takesAddresses(String servers) {
        assertThat(values(Map.of("TOLLGATE_BOOTSTRAP_SERVERS", servers)).problems())
                .isEmpty();
    }
}
