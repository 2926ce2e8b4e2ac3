package io.tollgate.streams;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.runtime.kafka.KafkaClientConfig;
import io.tollgate.runtime.settings.Setting;
import io.tollgate.runtime.tls.TlsSettings;
import io.tollgate.streams.query.Instance;
import io.tollgate.topic.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StreamsAppConfigTest {

    private static final Map<String, String> EVERY_SETTING = Map.ofEntries(
            Map.entry("bootstrap.servers", "kafka-1:9092,kafka-2:9092"),
            Map.entry("topic.prefix", "eu."),
            Map.entry("topic.partitions", "4"),
            Map.entry("data.dir", "/var/lib/tollgate"),
            Map.entry("publish.interval.ms", "20"),
            Map.entry("publish.age.ms", "500"),
            Map.entry("threads", "2"),
            Map.entry("startup.timeout.ms", "5000"),
            Map.entry("rocksdb.memory.bytes", "134217728"),
            Map.entry("applications", "ledger"),
            Map.entry("standby.replicas", "1"),
            Map.entry("ledger.grace.ms", "60000"),
            Map.entry("ledger.late.horizon.ms", "86400000"),
            Map.entry("reconcile.interval.minutes", "60"),
            Map.entry("http.host", "0.0.0.0"),
            Map.entry("http.port", "8080"),
            Map.entry("http.tls.cert", "/tls/server.crt"),
            Map.entry("http.tls.key", "/tls/server.key"),
            Map.entry("http.tls.client.ca", "/tls/ca.crt"),
            Map.entry("http.ledger.open", "true"),
            Map.entry("http.usage.open", "true"),
            Map.entry("http.advertised", "streams-1:8080"),
            Map.entry("admin.token", "secret-token"),
            Map.entry("log.level", "warn"),
            Map.entry("log.format", "json"));

    private static final StreamsAppConfig EVERY_VALUE = new StreamsAppConfig(
            KafkaClientConfig.of("kafka-1:9092,kafka-2:9092"),
            new Topics("eu."),
            4,
            Path.of("/var/lib/tollgate"),
            Duration.ofMillis(20),
            Duration.ofMillis(500),
            2,
            Duration.ofSeconds(5),
            128 << 20,
            Set.of(Application.LEDGER),
            1,
            Duration.ofMinutes(1),
            Duration.ofDays(1),
            Duration.ofHours(1),
            "0.0.0.0",
            8080,
            new TlsSettings(
                    Path.of("/tls/server.crt"),
                    Path.of("/tls/server.key"),
                    Path.of("/tls/ca.crt"),
                    Duration.ofSeconds(5)),
            true,
            true,
            Optional.of(new Instance("streams-1", 8080)),
            new Password("secret-token"));

    @Test
    void hasTheseDefaults() {
        assertThat(StreamsAppConfig.of(Map.of("data.dir", "data")))
                .isEqualTo(new StreamsAppConfig(
                        KafkaClientConfig.of("localhost:9092"),
                        new Topics("tollgate."),
                        32,
                        Path.of("data"),
                        Duration.ofMillis(10),
                        Duration.ofSeconds(1),
                        1,
                        Duration.ofSeconds(30),
                        64 << 20,
                        Set.of(Application.USAGE, Application.LEDGER),
                        0,
                        Duration.ofMinutes(15),
                        Duration.ofDays(35),
                        Duration.ofHours(6),
                        "127.0.0.1",
                        -1,
                        null,
                        false,
                        false,
                        Optional.empty(),
                        null));
    }

    private static Stream<Setting<?>> settings() {
        return StreamsAppSettings.groups().stream().flatMap(group -> group.settings().stream());
    }

    @Test
    void takesEverySetting() {
        assertThat(settings().map(Setting::name)).containsExactlyInAnyOrderElementsOf(EVERY_SETTING.keySet());
        assertThat(StreamsAppConfig.of(EVERY_SETTING)).isEqualTo(EVERY_VALUE);
    }

    @Test
    void takesEverySettingFromTheEnvironmentAndLeavesOtherVariablesAlone() {
        Map<String, String> env = new HashMap<>(Map.of("PATH", "/bin", "TOLLGATE_GRPC_PORT", "8081"));
        settings().forEach(setting -> env.put(setting.variable(), requireNonNull(EVERY_SETTING.get(setting.name()))));

        assertThat(StreamsAppConfig.fromEnvironment(env, Map.of())).isEqualTo(EVERY_VALUE);
    }

    @Test
    void letsAnOptionWinOverTheEnvironment() {
        StreamsAppConfig config = StreamsAppConfig.fromEnvironment(
                Map.of("TOLLGATE_DATA_DIR", "env", "TOLLGATE_THREADS", "3"), Map.of("data.dir", "option"));

        assertThat(config.dataDir()).isEqualTo(Path.of("option"));
        assertThat(config.threads()).isEqualTo(3);
    }

    @Test
    void saysAllProblemsAtOnce() {
        Map<String, String> settings = Map.of(
                "thread",
                "2",
                "threads",
                "none",
                "http.port",
                "65536",
                "topic.prefix",
                "a b",
                "bootstrap.servers",
                "kafka");

        assertThatThrownBy(() -> StreamsAppConfig.of(settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "thread: unknown setting",
                        "threads",
                        "http.port",
                        "topic.prefix",
                        "bootstrap.servers",
                        "data.dir");
    }

    @Test
    void rejectsAnAgeBelowTheInterval() {
        assertThatThrownBy(() -> StreamsAppConfig.of(
                        Map.of("data.dir", "data", "publish.interval.ms", "100", "publish.age.ms", "99")))
                .hasMessageContaining("publish.age.ms: 99 (expected: at least publish.interval.ms, 100)");
    }

    @Test
    void rejectsACertificateWithoutItsKeyAndRootsWithoutACertificate() {
        assertThatThrownBy(() -> StreamsAppConfig.of(Map.of("data.dir", "data", "http.tls.cert", "a.crt")))
                .hasMessageContaining("http.tls.key (TOLLGATE_HTTP_TLS_KEY): not set");
        assertThatThrownBy(() -> StreamsAppConfig.of(Map.of("data.dir", "data", "http.tls.client.ca", "ca.crt")))
                .hasMessageContaining("http.tls.cert (TOLLGATE_HTTP_TLS_CERT): not set");
    }

    @Test
    void rejectsALateHorizonWithinTheGrace() {
        assertThatThrownBy(() -> StreamsAppConfig.of(Map.of(
                        "data.dir", "data", "ledger.grace.ms", "172800000", "ledger.late.horizon.ms", "86400000")))
                .hasMessageContaining("ledger.late.horizon.ms: 86400000 (expected: more than ledger.grace.ms");
    }

    @Test
    void rejectsAnUnknownApplication() {
        assertThatThrownBy(() -> StreamsAppConfig.of(Map.of("data.dir", "data", "applications", "usage,billing")))
                .hasMessageContainingAll("applications", "usage", "ledger");
    }

    @Test
    void neverShowsTheToken() {
        assertThat(EVERY_VALUE.toString()).doesNotContain("secret-token");
        assertThatThrownBy(() -> StreamsAppConfig.of(Map.of("admin.token", "secret-token", "threads", "none")))
                .message()
                .doesNotContain("secret-token");
    }

    @Test
    void takesAnEmptyTokenAsNone() {
        assertThat(StreamsAppConfig.of(Map.of("data.dir", "data", "admin.token", " ")))
                .isEqualTo(StreamsAppConfig.of(Map.of("data.dir", "data")));
    }

    @Test
    void takesTheTokenFromAFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "from-file\n");
        Map<String, String> env = Map.of("TOLLGATE_ADMIN_TOKEN_FILE", file.toString(), "TOLLGATE_ADMIN_TOKEN", "other");

        StreamsAppConfig config = StreamsAppConfig.fromEnvironment(env, Map.of("data.dir", "data"));

        assertThat(config.adminToken()).isEqualTo(new Password("from-file"));
    }

    @Test
    void rejectsAFileWithoutAToken(@TempDir Path folder) throws IOException {
        Path empty = Files.writeString(folder.resolve("empty"), "\n");

        assertThatThrownBy(() -> StreamsAppConfig.of(Map.of("data.dir", "data", "admin.token.file", empty.toString())))
                .hasMessageContaining("admin.token.file: " + empty + " is empty");
        assertThatThrownBy(() -> StreamsAppConfig.fromEnvironment(
                        Map.of("TOLLGATE_ADMIN_TOKEN_FILE", "/absent"), Map.of("data.dir", "data")))
                .hasMessageContaining(
                        "admin.token.file (TOLLGATE_ADMIN_TOKEN_FILE): /absent cannot be read: there is no such file");
    }

    @Test
    void namesTheApplicationsAfterThePrefix() {
        assertThat(EVERY_VALUE.idOf(Application.USAGE)).isEqualTo("eu.usage");
        assertThat(EVERY_VALUE.idOf(Application.LEDGER)).isEqualTo("eu.ledger");
    }

    @Test
    void reconcilesWhereTheLedgerIsKept() {
        assertThat(EVERY_VALUE.reconciles()).isTrue();
        assertThat(StreamsAppConfig.of(Map.of("data.dir", "data", "applications", "usage"))
                        .reconciles())
                .isFalse();
        assertThat(StreamsAppConfig.of(Map.of("data.dir", "data", "reconcile.interval.minutes", "0"))
                        .reconciles())
                .isFalse();
    }
}
