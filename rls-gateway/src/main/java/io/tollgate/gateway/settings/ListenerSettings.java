package io.tollgate.gateway.settings;

import static io.tollgate.runtime.settings.Setting.ofReference;
import static io.tollgate.runtime.settings.Setting.own;

import io.tollgate.runtime.settings.Setting;
import io.tollgate.runtime.settings.SettingGroup;
import io.tollgate.runtime.settings.SettingTypes;
import io.tollgate.runtime.tls.TlsFileSettings;
import java.time.Duration;

/** Where is listened, and how a gateway ends. */
public final class ListenerSettings {

    private static final long LONGEST_DRAIN_DELAY_MS = 600_000;

    public static final Setting<String> GRPC_HOST =
            ofReference("grpc.host", "GRPC_HOST", SettingTypes.NAME, "0.0.0.0", "Address that Envoy asks at.");
    public static final Setting<Integer> GRPC_PORT =
            ofReference("grpc.port", "GRPC_PORT", SettingTypes.PORT, "8081", "Port that Envoy asks at.");
    public static final Setting<String> GRPC_UDS = ofReference(
            "grpc.uds",
            "GRPC_UDS",
            SettingTypes.TEXT,
            "",
            "Path of a unix socket that Envoy asks at instead of `grpc.host` and `grpc.port`; Linux only. The file of a"
                    + " socket that nobody serves any more is replaced.");
    public static final Setting<Duration> GRPC_MAX_CONNECTION_AGE = ofReference(
            "grpc.max.connection.age",
            "GRPC_MAX_CONNECTION_AGE",
            SettingTypes.duration(Duration.ZERO),
            "24h",
            "Age at which a client must reconnect, ±10 %; 0 for never.");
    public static final Setting<Duration> GRPC_MAX_CONNECTION_AGE_GRACE = ofReference(
            "grpc.max.connection.age.grace",
            "GRPC_MAX_CONNECTION_AGE_GRACE",
            SettingTypes.duration(Duration.ZERO),
            "1h",
            "How long running calls may continue after that; 0 for no bound.");
    public static final Setting<Boolean> TLS_ENABLED = ofReference(
            "grpc.tls.enabled",
            "GRPC_SERVER_USE_TLS",
            SettingTypes.TRUTH,
            "false",
            "Whether gRPC is secured by TLS; `grpc.tls.cert` and `grpc.tls.key` are needed then.");
    public static final Setting<String> TLS_CERT = ofReference(
            "grpc.tls.cert",
            "GRPC_SERVER_TLS_CERT",
            SettingTypes.TEXT,
            "",
            "PEM file of the server's certificate and what leads to its root; read again when it changes.");
    public static final Setting<String> TLS_KEY = ofReference(
            "grpc.tls.key",
            "GRPC_SERVER_TLS_KEY",
            SettingTypes.TEXT,
            "",
            "PEM file of the certificate's private key, in PKCS #8, PKCS #1 (RSA) or SEC1 (EC), not"
                    + " encrypted; may be the certificate's file. Read again when it changes.");
    public static final Setting<String> TLS_CLIENT_CA = ofReference(
            "grpc.tls.client.ca",
            "GRPC_CLIENT_TLS_CACERT",
            SettingTypes.TEXT,
            "",
            "PEM file of the roots that clients must come from; if set, a client needs a certificate. Read again when it"
                    + " changes.");
    public static final Setting<String> TLS_CLIENT_SAN = ofReference(
            "grpc.tls.client.san",
            "GRPC_CLIENT_TLS_SAN",
            SettingTypes.TEXT,
            "",
            "DNS name that a client's certificate must have, if set.");
    public static final Setting<Duration> TLS_RELOAD_INTERVAL = own(
            "grpc.tls.reload.interval.ms",
            SettingTypes.millis(10, 3_600_000),
            "5000",
            "How often the TLS files are checked for changes.");
    public static final Setting<String> HTTP_HOST =
            ofReference("http.host", "HOST", SettingTypes.NAME, "0.0.0.0", "Address of `/json` and `/healthcheck`.");
    public static final Setting<Integer> HTTP_PORT =
            ofReference("http.port", "PORT", SettingTypes.PORT, "8080", "Port of `/json` and `/healthcheck`.");
    public static final Setting<String> HTTP_TLS_CERT = own(
            "http.tls.cert",
            SettingTypes.TEXT,
            "",
            "PEM file of the certificate of `/json` and `/healthcheck`, and what leads to its root; if set, they are served"
                    + " over TLS only. Read again when it changes, as often as gRPC's files are looked at.");
    public static final Setting<String> HTTP_TLS_KEY = own(
            "http.tls.key",
            SettingTypes.TEXT,
            "",
            "PEM file of that certificate's private key, in the forms of `grpc.tls.key`; read again when it changes.");
    public static final Setting<String> HTTP_TLS_CLIENT_CA = own(
            "http.tls.client.ca",
            SettingTypes.TEXT,
            "",
            "PEM file of the roots that HTTP clients must come from; if set, a client needs a certificate. Read again when"
                    + " it changes.");

    /** The three of HTTP. */
    public static final TlsFileSettings HTTP_TLS = new TlsFileSettings(HTTP_TLS_CERT, HTTP_TLS_KEY, HTTP_TLS_CLIENT_CA);

    public static final Setting<String> DEBUG_HOST = ofReference(
            "debug.host",
            "DEBUG_HOST",
            SettingTypes.NAME,
            "127.0.0.1",
            "Address of the debug pages, which know no authentication. The reference opens them to the network.");
    public static final Setting<Integer> DEBUG_PORT = ofReference(
            "debug.port",
            "DEBUG_PORT",
            SettingTypes.PORT_OR_CLOSED,
            "6070",
            "Port of the debug pages `/`, `/rlconfig`, `/stats`, `/status` and `/metrics`. If it is not set and the"
                    + " default is taken, the pages are not served. `tollgate up` serves them only where it is set.");
    public static final Setting<Duration> DRAIN_DELAY = own(
            "drain.delay.ms",
            SettingTypes.millis(0, LONGEST_DRAIN_DELAY_MS),
            "0",
            "How long requests are still answered after a stop signal while health is NOT_SERVING."
                    + " For load balancers with health checks; gRPC clients are sent elsewhere anyway.");
    public static final Setting<Duration> WARM_UP_MAX = own(
            "warm.up.max.ms",
            SettingTypes.millis(0, 600_000),
            "5000",
            "Longest time that health is NOT_SERVING at the start while the gateway asks itself, so that its code is"
                    + " compiled when others ask: with the limits in force, but with counters of its own that are thrown"
                    + " away. 0 for not at all. Requests that come meanwhile are answered.");
    public static final Setting<Duration> READY_TIMEOUT = own(
            "ready.timeout.ms",
            SettingTypes.millis(0, 3_600_000),
            "10000",
            "Longest time that health is NOT_SERVING at the start while the counts of other gateways"
                    + " are unknown.");

    static final SettingGroup GROUP = SettingGroup.of(
            "Listeners, start and end",
            GRPC_HOST,
            GRPC_PORT,
            GRPC_UDS,
            GRPC_MAX_CONNECTION_AGE,
            GRPC_MAX_CONNECTION_AGE_GRACE,
            TLS_ENABLED,
            TLS_CERT,
            TLS_KEY,
            TLS_CLIENT_CA,
            TLS_CLIENT_SAN,
            TLS_RELOAD_INTERVAL,
            HTTP_HOST,
            HTTP_PORT,
            HTTP_TLS_CERT,
            HTTP_TLS_KEY,
            HTTP_TLS_CLIENT_CA,
            DEBUG_HOST,
            DEBUG_PORT,
            WARM_UP_MAX,
            READY_TIMEOUT,
            DRAIN_DELAY);

    private ListenerSettings() {}
}
