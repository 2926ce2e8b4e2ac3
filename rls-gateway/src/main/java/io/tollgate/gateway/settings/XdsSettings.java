package io.tollgate.gateway.settings;

import static io.tollgate.runtime.settings.Setting.ofReference;

import io.tollgate.runtime.settings.Setting;
import io.tollgate.runtime.settings.SettingGroup;
import io.tollgate.runtime.settings.SettingTypes;
import java.time.Duration;
import java.util.Map;

/** How a management server is asked for limits, if {@link LimitSettings#SOURCE} says so. */
public final class XdsSettings {

    private static final Duration ONE_MILLI = Duration.ofMillis(1);

    public static final Setting<String> NODE_ID = ofReference(
            "xds.node.id",
            "CONFIG_GRPC_XDS_NODE_ID",
            SettingTypes.TEXT,
            "default",
            "This gateway's id for the server.");
    public static final Setting<Map<String, String>> NODE_METADATA = ofReference(
            "xds.node.metadata",
            "CONFIG_GRPC_XDS_NODE_METADATA",
            SettingTypes.map("="),
            "",
            "Metadata of this gateway for the xDS server.");
    public static final Setting<String> SERVER_URL = ofReference(
            "xds.server.url",
            "CONFIG_GRPC_XDS_SERVER_URL",
            SettingTypes.NAME,
            "localhost:18000",
            "Where the server is.");
    public static final Setting<Duration> CONNECT_RETRY_INTERVAL = ofReference(
            "xds.connect.retry.interval",
            "CONFIG_GRPC_XDS_SERVER_CONNECT_RETRY_INTERVAL",
            SettingTypes.duration(ONE_MILLI),
            "3s",
            "Read, but not needed: a connection that cannot be made is tried again by `xds.backoff`, as one that was"
                    + " lost.");
    public static final Setting<Map<String, String>> HEADERS = ofReference(
            "xds.headers",
            "CONFIG_GRPC_XDS_CLIENT_ADDITIONAL_HEADERS",
            SettingTypes.map(":").hidden(),
            "",
            "Headers of each stream.");
    public static final Setting<Boolean> TLS_ENABLED = ofReference(
            "xds.tls.enabled",
            "CONFIG_GRPC_XDS_SERVER_USE_TLS",
            SettingTypes.TRUTH,
            "false",
            "Whether the connection is secured by TLS.");
    public static final Setting<String> TLS_CERT = ofReference(
            "xds.tls.cert",
            "CONFIG_GRPC_XDS_CLIENT_TLS_CERT",
            SettingTypes.TEXT,
            "",
            "PEM file of this client's certificate, if the server wants one.");
    public static final Setting<String> TLS_KEY = ofReference(
            "xds.tls.key",
            "CONFIG_GRPC_XDS_CLIENT_TLS_KEY",
            SettingTypes.TEXT,
            "",
            "PEM file of its private key, in PKCS #8, PKCS #1 (RSA) or SEC1 (EC), not encrypted; may be the"
                    + " certificate's file.");
    public static final Setting<String> TLS_CA = ofReference(
            "xds.tls.ca",
            "CONFIG_GRPC_XDS_SERVER_TLS_CACERT",
            SettingTypes.TEXT,
            "",
            "PEM file of the roots that the server must come from; those of the JVM if not set.");
    public static final Setting<String> TLS_SAN = ofReference(
            "xds.tls.san",
            "CONFIG_GRPC_XDS_SERVER_TLS_SAN",
            SettingTypes.TEXT,
            "",
            "Name that the server's certificate must have; that of `xds.server.url` if not set.");
    public static final Setting<Duration> BACKOFF_INITIAL = ofReference(
            "xds.backoff.initial",
            "XDS_CLIENT_BACKOFF_INITIAL_INTERVAL",
            SettingTypes.duration(ONE_MILLI),
            "10s",
            "Wait before a lost stream is opened again.");
    public static final Setting<Duration> BACKOFF_MAX = ofReference(
            "xds.backoff.max",
            "XDS_CLIENT_BACKOFF_MAX_INTERVAL",
            SettingTypes.duration(ONE_MILLI),
            "60s",
            "Longest wait after many failures in a row.");
    public static final Setting<Float> BACKOFF_GROWTH = ofReference(
            "xds.backoff.growth",
            "XDS_CLIENT_BACKOFF_RANDOM_FACTOR",
            SettingTypes.GROWTH,
            "0.5",
            "Factor by which each wait is longer than the one before; below 1 none is longer.");
    public static final Setting<Boolean> BACKOFF_JITTER = ofReference(
            "xds.backoff.jitter",
            "XDS_CLIENT_BACKOFF_JITTER",
            SettingTypes.TRUTH,
            "true",
            "Whether waits vary, so that not all gateways come back at once.");
    public static final Setting<Long> MAX_MESSAGE_BYTES = ofReference(
            "xds.max.message.bytes",
            "XDS_CLIENT_MAX_MSG_SIZE_IN_BYTES",
            SettingTypes.number(0, Integer.MAX_VALUE),
            "0",
            "The largest response that is taken; 0 stands for 4 MiB.");

    static final SettingGroup GROUP = SettingGroup.of(
            "Limits over xDS",
            NODE_ID,
            NODE_METADATA,
            SERVER_URL,
            CONNECT_RETRY_INTERVAL,
            HEADERS,
            TLS_ENABLED,
            TLS_CERT,
            TLS_KEY,
            TLS_CA,
            TLS_SAN,
            BACKOFF_INITIAL,
            BACKOFF_MAX,
            BACKOFF_GROWTH,
            BACKOFF_JITTER,
            MAX_MESSAGE_BYTES);

    private XdsSettings() {}
}
