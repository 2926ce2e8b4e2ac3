package io.tollgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.gateway.GatewayConfig.Kafka;
import io.tollgate.gateway.GatewayConfig.LimitSource;
import io.tollgate.gateway.GatewayConfig.Listen;
import io.tollgate.gateway.GatewayConfig.State;
import io.tollgate.gateway.decision.DecisionEngine.GlobalModes;
import io.tollgate.gateway.hits.HitReporter;
import io.tollgate.gateway.journal.Journal;
import io.tollgate.gateway.journal.OwnTotalsKeeper;
import io.tollgate.gateway.limits.LimitFileOptions;
import io.tollgate.gateway.limits.WindowAlignment;
import io.tollgate.model.ChargeMode;
import io.tollgate.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class GatewayConfigTest {

    private static final Map<String, String> NEEDED = Map.of("limits.dir", "/limits", "data.dir", "/data");

    private static final Map<String, String> NOTHING_BY_DEFAULT = Map.ofEntries(
            Map.entry("grpc.host", "127.0.0.1"),
            Map.entry("grpc.port", "1001"),
            Map.entry("http.host", "127.0.0.2"),
            Map.entry("http.port", "1002"),
            Map.entry("debug.host", "127.0.0.3"),
            Map.entry("debug.port", "1003"),
            Map.entry("limits.dir", "/limits"),
            Map.entry("merge.domain.config", "true"),
            Map.entry("windows", "calendar"),
            Map.entry("shadow.mode", "true"),
            Map.entry("quota.mode", "true"),
            Map.entry("data.dir", "/data"),
            Map.entry("bootstrap.servers", "kafka:1"),
            Map.entry("topic.prefix", "mine."),
            Map.entry("topic.partitions", "7"),
            Map.entry("gateway.label", "edge-1"),
            Map.entry("journal.sync.interval.ms", "60"),
            Map.entry("journal.max.bytes", "9000000"),
            Map.entry("journal.on.full", "deny"),
            Map.entry("counters.max.on.heap", "2000"),
            Map.entry("counters.idle.ms", "3000"),
            Map.entry("report.age.ms", "400"),
            Map.entry("report.spacing.ms", "20"),
            Map.entry("usage.cache.bytes", "2000000"),
            Map.entry("ready.timeout.ms", "500"));

    @Test
    void hasThePortsAndModesOfTheReferenceByDefault() {
        GatewayConfig config = GatewayConfig.of(NEEDED);

        assertThat(config.grpc()).isEqualTo(new Listen("0.0.0.0", 8081));
        assertThat(config.http()).isEqualTo(new Listen("0.0.0.0", 8080));
        assertThat(config.debug()).isEqualTo(new Listen("127.0.0.1", GatewayConfig.CLOSED));
        assertThat(config.limits()).isEqualTo(new LimitSource(Path.of("/limits"), LimitFileOptions.defaults()));
        assertThat(config.modes()).isEqualTo(new GlobalModes(false, false, ChargeMode.ALL));
    }

    @Test
    void keepsStateAndReportsBoundedByDefault() {
        GatewayConfig config = GatewayConfig.of(NEEDED);

        assertThat(config.kafka()).isEqualTo(new Kafka("localhost:9092", new Topics("tollgate."), 32));
        assertThat(config.reports()).isEqualTo(reports(1_000, 10, ""));
        assertThat(config.state())
                .isEqualTo(new State(
                        Path.of("/data"),
                        new Journal.Settings(512 << 20, false),
                        new OwnTotalsKeeper.Settings(Duration.ofMillis(50), 1_000_000, Duration.ofMinutes(10)),
                        32 << 20));
        assertThat(config.readyTimeout()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void mapsEverySettingToItsPlace() {
        assertThat(NOTHING_BY_DEFAULT.keySet())
                .isEqualTo(GatewayConfig.definition().names());

        assertThat(GatewayConfig.of(NOTHING_BY_DEFAULT))
                .isEqualTo(new GatewayConfig(
                        new Listen("127.0.0.1", 1001),
                        new Listen("127.0.0.2", 1002),
                        new Listen("127.0.0.3", 1003),
                        new LimitSource(Path.of("/limits"), new LimitFileOptions(true, WindowAlignment.CALENDAR)),
                        new GlobalModes(true, true, ChargeMode.ALL),
                        new Kafka("kafka:1", new Topics("mine."), 7),
                        reports(400, 20, "edge-1"),
                        new State(
                                Path.of("/data"),
                                new Journal.Settings(9_000_000, true),
                                new OwnTotalsKeeper.Settings(Duration.ofMillis(60), 2_000, Duration.ofSeconds(3)),
                                2_000_000),
                        Duration.ofMillis(500)));
    }

    private static HitReporter.Settings reports(long ageMs, long spacingMs, String label) {
        return new HitReporter.Settings(
                Duration.ofMillis(ageMs),
                Duration.ofMillis(spacingMs),
                Duration.ofMillis(20),
                20_000,
                Duration.ofSeconds(10),
                label);
    }

    @Test
    void namesAllProblemsAtOnceWithTheValuesSeen() {
        Map<String, String> settings = Map.of(
                "grpc.port", "70000", "windows", "lunar", "limits.dir", " ", "topic.prefix", "a b", "grpc.prot", "1");

        assertThatThrownBy(() -> GatewayConfig.of(settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "grpc.prot: unknown setting",
                        "70000",
                        "lunar",
                        "limits.dir",
                        "must not be blank",
                        "topic prefix: 'a b'",
                        "data.dir");
    }

    @Test
    void takesTheVariablesOfTheReferenceByTheirNames() {
        Map<String, String> env = Map.ofEntries(
                Map.entry("GRPC_HOST", "127.0.0.1"),
                Map.entry("GRPC_PORT", "1001"),
                Map.entry("HOST", "127.0.0.2"),
                Map.entry("PORT", "1002"),
                Map.entry("DEBUG_HOST", "127.0.0.3"),
                Map.entry("DEBUG_PORT", "1003"),
                Map.entry("MERGE_DOMAIN_CONFIG", "true"),
                Map.entry("SHADOW_MODE", "true"),
                Map.entry("QUOTA_MODE", "true"),
                Map.entry("RUNTIME_ROOT", "/srv"),
                Map.entry("RUNTIME_SUBDIRECTORY", "ratelimit"),
                Map.entry("TOLLGATE_DATA_DIR", "/data"),
                Map.entry("TOLLGATE_REPORT_AGE_MS", "400"),
                Map.entry("REDIS_URL", "redis:6379"));

        GatewayConfig config = GatewayConfig.fromEnvironment(env, Map.of());

        assertThat(config.grpc()).isEqualTo(new Listen("127.0.0.1", 1001));
        assertThat(config.http()).isEqualTo(new Listen("127.0.0.2", 1002));
        assertThat(config.debug()).isEqualTo(new Listen("127.0.0.3", 1003));
        assertThat(config.limits().folder()).isEqualTo(Path.of("/srv/ratelimit/config"));
        assertThat(config.limits().options().mergeDomains()).isTrue();
        assertThat(config.modes()).isEqualTo(new GlobalModes(true, true, ChargeMode.ALL));
        assertThat(config.reports().age()).isEqualTo(Duration.ofMillis(400));
    }

    @Test
    void putsAnOptionBeforeTheEnvironmentAndTheOwnFolderBeforeTheReferences() {
        Map<String, String> env = new HashMap<>(Map.of(
                "GRPC_PORT", "1001",
                "TOLLGATE_DATA_DIR", "/data",
                "TOLLGATE_LIMITS_DIR", "/own",
                "RUNTIME_ROOT", "/srv",
                "RUNTIME_APPDIRECTORY", "limits"));

        GatewayConfig own = GatewayConfig.fromEnvironment(env, Map.of("grpc.port", "2002"));
        env.remove("TOLLGATE_LIMITS_DIR");
        GatewayConfig theirs = GatewayConfig.fromEnvironment(env, Map.of());

        assertThat(own.grpc().port()).isEqualTo(2002);
        assertThat(own.limits().folder()).isEqualTo(Path.of("/own"));
        assertThat(theirs.limits().folder()).isEqualTo(Path.of("/srv/limits"));
    }
}
