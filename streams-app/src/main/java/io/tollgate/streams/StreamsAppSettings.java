package io.tollgate.streams;

import static io.tollgate.runtime.settings.Setting.own;

import io.tollgate.runtime.kafka.KafkaSettings;
import io.tollgate.runtime.settings.LogSettings;
import io.tollgate.runtime.settings.Setting;
import io.tollgate.runtime.settings.SettingGroup;
import io.tollgate.runtime.settings.SettingType;
import io.tollgate.runtime.settings.SettingTypes;
import io.tollgate.runtime.settings.SettingValues;
import io.tollgate.runtime.tls.TlsFileSettings;
import io.tollgate.runtime.tls.TlsSettings;
import io.tollgate.streams.query.Instance;
import io.tollgate.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Everything that may be set of a streams app, and within which bounds. */
public final class StreamsAppSettings {

    private static final long MIB = 1 << 20;
    private static final long LONGEST_PUBLISH_MS = 60_000;
    private static final Duration WEEK = Duration.ofDays(7);

    private static final SettingType<Set<Application>> SOME_APPLICATIONS = new SettingType<>(
            "one or more of " + String.join(", ", Application.ids()) + ", separated by commas",
            text -> Application.named(
                    Arrays.stream(text.split(",", -1)).map(String::strip).toList()));
    private static final SettingType<Optional<Instance>> INSTANCE = new SettingType<>(
            "host:port, with a port from 1 to 65535",
            text -> text.isBlank() ? Optional.empty() : Optional.of(Instance.parse(text)));

    public static final Setting<String> DATA_DIR = own(
            "data.dir",
            SettingTypes.NAME,
            null,
            "Folder for the local state of this process alone. What is lost is restored from Kafka.");
    public static final Setting<Set<Application>> APPLICATIONS = own(
            "applications",
            SOME_APPLICATIONS,
            String.join(",", Application.ids()),
            "What runs in this process: `usage` (for decisions), `ledger` (for bills).");
    public static final Setting<Long> THREADS = own(
            "threads",
            SettingTypes.number(1, 256),
            "1",
            "Number of stream threads. Threads beyond the number of partitions are idle.");
    public static final Setting<Long> STANDBY_REPLICAS = own(
            "standby.replicas",
            SettingTypes.number(0, 10),
            "0",
            "How many other instances keep a replica of each store, to take over at once. Needs as"
                    + " many more instances.");
    public static final Setting<Duration> STARTUP_TIMEOUT = own(
            "startup.timeout.ms",
            SettingTypes.millis(1, 3_600_000),
            "30000",
            "How long Kafka may take to answer at the start.");
    public static final Setting<Long> ROCKSDB_MEMORY_BYTES = own(
            "rocksdb.memory.bytes",
            SettingTypes.number(8 * MIB, Long.MAX_VALUE),
            Long.toString(64 * MIB),
            "Memory of all stores together for blocks and write buffers; indexes and filters come on top, about 1 % of the"
                    + " data.");
    public static final Setting<Duration> PUBLISH_INTERVAL = own(
            "publish.interval.ms",
            SettingTypes.millis(1, LONGEST_PUBLISH_MS),
            "10",
            "The shortest time between two publications of one counter.");
    public static final Setting<Duration> PUBLISH_AGE = own(
            "publish.age.ms",
            SettingTypes.millis(1, LONGEST_PUBLISH_MS),
            "1000",
            "The longest time that a change waits for its publication, where nothing hurries it; at least"
                    + " publish.interval.ms. All is published each second anyway, with the heartbeat.");
    public static final Setting<Duration> LEDGER_GRACE = own(
            "ledger.grace.ms",
            SettingTypes.millis(1_000, WEEK.toMillis()),
            Long.toString(Duration.ofMinutes(15).toMillis()),
            "How long windows wait for a silent gateway, from its last sign of life. Then they are"
                    + " closed and name it; its late hits raise their revision.");
    public static final Setting<Duration> LEDGER_LATE_HORIZON = own(
            "ledger.late.horizon.ms",
            SettingTypes.millis(Duration.ofDays(1).toMillis(), Long.MAX_VALUE),
            Long.toString(Topics.HITS_RETENTION.toMillis()),
            "How long after its end a window of the ledger may still be changed; hits that come later are set aside. Stores"
                    + " grow with it. No less than the retention of the topic hits.");
    public static final Setting<Long> RECONCILE_INTERVAL_MINUTES = own(
            "reconcile.interval.minutes",
            SettingTypes.number(0, WEEK.toMinutes()),
            "360",
            "How often the ledger is compared with the sum of the hits, see docs/guide/ledger.md; 0 for never. Each"
                    + " instance that keeps the ledger does so for all partitions: it only reads.");
    public static final Setting<String> HTTP_HOST = own(
            "http.host",
            SettingTypes.NAME,
            "127.0.0.1",
            "Address to listen at for /healthcheck, /metrics, /v1/usage, /v1/ledger and /v1/adjustments.");
    public static final Setting<Integer> HTTP_PORT = own(
            "http.port",
            SettingTypes.PORT_OR_CLOSED,
            Integer.toString(StreamsAppConfig.NO_HTTP),
            "Port to listen at, 0 for any free one, -1 for none.");
    public static final Setting<String> HTTP_TLS_CERT = own(
            "http.tls.cert",
            SettingTypes.TEXT,
            "",
            "PEM file of the certificate of HTTP, and what leads to its root; if set, it is served over TLS only. Read"
                    + " again within 5 s of a change. Instances ask each other over TLS then, show this certificate (which must be one for clients too), and"
                    + " trust the roots of http.tls.client.ca, else those of Java.");
    public static final Setting<String> HTTP_TLS_KEY = own(
            "http.tls.key",
            SettingTypes.TEXT,
            "",
            "PEM file of that certificate's private key, in PKCS #8, PKCS #1 (RSA) or SEC1 (EC), not encrypted; read again"
                    + " when it changes.");
    public static final Setting<String> HTTP_TLS_CLIENT_CA = own(
            "http.tls.client.ca",
            SettingTypes.TEXT,
            "",
            "PEM file of the roots that HTTP clients must come from; if set, a client needs a certificate. Read again when"
                    + " it changes.");

    private static final TlsFileSettings HTTP_TLS =
            new TlsFileSettings(HTTP_TLS_CERT, HTTP_TLS_KEY, HTTP_TLS_CLIENT_CA);

    public static final Setting<Boolean> HTTP_LEDGER_OPEN = own(
            "http.ledger.open",
            SettingTypes.TRUTH,
            "false",
            "Whether `/v1/ledger` is served on addresses other than loopback. Everyone who reaches"
                    + " the port can then read all charges.");
    public static final Setting<Boolean> HTTP_USAGE_OPEN = own(
            "http.usage.open",
            SettingTypes.TRUTH,
            "false",
            "Whether `/v1/usage` is served on addresses other than loopback. Everyone who reaches the"
                    + " port can then read all usage. Instances on several machines need it to ask each other.");
    public static final Setting<Optional<Instance>> HTTP_ADVERTISED = own(
            "http.advertised",
            INSTANCE,
            "",
            "Address at which other instances reach this one, host:port. Default: `http.host` (the"
                    + " machine's name if that is all addresses) and the port in use.");
    public static final Setting<String> ADMIN_TOKEN = own(
            "admin.token",
            SettingTypes.SECRET,
            "",
            "What a caller must show as bearer token to change anything, such as by /v1/adjustments; without one nobody"
                    + " may.");

    private static final List<SettingGroup> GROUPS = List.of(
            KafkaSettings.GROUP,
            SettingGroup.of(
                    "State and work",
                    DATA_DIR,
                    APPLICATIONS,
                    THREADS,
                    STANDBY_REPLICAS,
                    STARTUP_TIMEOUT,
                    ROCKSDB_MEMORY_BYTES,
                    PUBLISH_INTERVAL,
                    PUBLISH_AGE),
            SettingGroup.of("Ledger", LEDGER_GRACE, LEDGER_LATE_HORIZON, RECONCILE_INTERVAL_MINUTES),
            SettingGroup.of(
                    "HTTP",
                    HTTP_HOST,
                    HTTP_PORT,
                    HTTP_TLS_CERT,
                    HTTP_TLS_KEY,
                    HTTP_TLS_CLIENT_CA,
                    HTTP_LEDGER_OPEN,
                    HTTP_USAGE_OPEN,
                    HTTP_ADVERTISED,
                    ADMIN_TOKEN),
            LogSettings.GROUP);

    private static final Duration TLS_RELOAD_INTERVAL = Duration.ofSeconds(5);

    private StreamsAppSettings() {}

    /** Returns all settings, in the order in which people should read of them. */
    public static List<SettingGroup> groups() {
        return GROUPS;
    }

    /** Returns what is wrong between settings that are right each by itself. */
    static List<String> conflicts(SettingValues values) {
        List<String> conflicts = new ArrayList<>();
        long interval = values.get(PUBLISH_INTERVAL).toMillis();
        long age = values.get(PUBLISH_AGE).toMillis();
        if (age < interval) {
            conflicts.add(PUBLISH_AGE.name() + ": " + age + " (expected: at least " + PUBLISH_INTERVAL.name() + ", "
                    + interval + ")");
        }
        long grace = values.get(LEDGER_GRACE).toMillis();
        long horizon = values.get(LEDGER_LATE_HORIZON).toMillis();
        if (horizon <= grace) {
            conflicts.add(LEDGER_LATE_HORIZON.name() + ": " + horizon + " (expected: more than " + LEDGER_GRACE.name()
                    + ", " + grace + ")");
        }
        conflicts.addAll(HTTP_TLS.conflicts(values));
        return conflicts;
    }

    /** Returns how HTTP is secured, null where it is plain text. */
    static @Nullable TlsSettings httpTls(SettingValues values) {
        return HTTP_TLS.read(values, TLS_RELOAD_INTERVAL);
    }
}
