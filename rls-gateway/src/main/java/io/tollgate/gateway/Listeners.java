package io.tollgate.gateway;

import static java.util.Objects.requireNonNull;

import io.tollgate.gateway.grpc.GrpcSettings;
import io.tollgate.gateway.settings.ListenerSettings;
import io.tollgate.gateway.settings.ObservationSettings;
import io.tollgate.runtime.settings.HostAndPort;
import io.tollgate.runtime.settings.SettingValues;
import io.tollgate.runtime.tls.TlsSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a gateway listens.
 *
 * @param grpc where Envoy asks
 * @param http where /json and /healthcheck are served
 * @param httpTls how that is secured, null for plain text
 * @param debug where the pages for operators are served
 * @param prometheus where metrics are served apart, null for nowhere
 */
public record Listeners(
        GrpcSettings grpc,
        Listen http,
        @Nullable TlsSettings httpTls,
        Debug debug,
        @Nullable Prometheus prometheus) {

    /** A port that is not opened. */
    public static final int CLOSED = -1;

    public Listeners {
        requireNonNull(grpc, "grpc");
        requireNonNull(http, "http");
        requireNonNull(debug, "debug");
    }

    /**
     * An address to listen at.
     *
     * @param port 0 for any free one, {@link #CLOSED} for none
     */
    public record Listen(String host, int port) {}

    /**
     * Where the pages for operators are served.
     *
     * @param required whether a gateway does not start if the port is taken; else it starts without the pages
     */
    public record Debug(Listen listen, boolean required) {}

    /** Where metrics are served apart. */
    public record Prometheus(Listen listen, String path) {}

    static Listeners of(SettingValues values) {
        return new Listeners(
                grpc(values),
                new Listen(values.get(ListenerSettings.HTTP_HOST), values.get(ListenerSettings.HTTP_PORT)),
                httpTls(values),
                new Debug(
                        new Listen(values.get(ListenerSettings.DEBUG_HOST), values.get(ListenerSettings.DEBUG_PORT)),
                        values.isGiven(ListenerSettings.DEBUG_PORT)),
                prometheus(values));
    }

    private static GrpcSettings grpc(SettingValues values) {
        return new GrpcSettings(
                values.get(ListenerSettings.GRPC_HOST),
                values.get(ListenerSettings.GRPC_PORT),
                path(values.get(ListenerSettings.GRPC_UDS)),
                values.get(ListenerSettings.TLS_ENABLED) ? tls(values) : null,
                values.get(ListenerSettings.GRPC_MAX_CONNECTION_AGE),
                values.get(ListenerSettings.GRPC_MAX_CONNECTION_AGE_GRACE));
    }

    private static GrpcSettings.Tls tls(SettingValues values) {
        return new GrpcSettings.Tls(
                Path.of(values.get(ListenerSettings.TLS_CERT)),
                Path.of(values.get(ListenerSettings.TLS_KEY)),
                path(values.get(ListenerSettings.TLS_CLIENT_CA)),
                values.get(ListenerSettings.TLS_CLIENT_SAN),
                values.get(ListenerSettings.TLS_RELOAD_INTERVAL));
    }

    private static @Nullable TlsSettings httpTls(SettingValues values) {
        return ListenerSettings.HTTP_TLS.read(values, values.get(ListenerSettings.TLS_RELOAD_INTERVAL));
    }

    private static @Nullable Prometheus prometheus(SettingValues values) {
        if (!values.get(ObservationSettings.USE_PROMETHEUS) || values.get(ObservationSettings.DISABLE_STATS)) {
            return null;
        }
        HostAndPort address = values.get(ObservationSettings.PROMETHEUS_ADDR);
        return new Prometheus(
                new Listen(address.host(), address.port()), values.get(ObservationSettings.PROMETHEUS_PATH));
    }

    static @Nullable Path path(String text) {
        return text.isEmpty() ? null : Path.of(text);
    }

    /** Returns what is wrong between settings that are right each by itself. */
    static List<String> conflicts(SettingValues values) {
        List<String> problems = new ArrayList<>();
        if (values.get(ListenerSettings.TLS_ENABLED)) {
            for (var file : List.of(ListenerSettings.TLS_CERT, ListenerSettings.TLS_KEY)) {
                if (values.get(file).isEmpty()) {
                    problems.add(file.missing("a PEM file, since " + ListenerSettings.TLS_ENABLED.name() + " is true"));
                }
            }
        }
        if (!values.get(ListenerSettings.TLS_CLIENT_SAN).isEmpty()
                && values.get(ListenerSettings.TLS_CLIENT_CA).isEmpty()) {
            problems.add(ListenerSettings.TLS_CLIENT_CA.missing(
                    "a PEM file, since " + ListenerSettings.TLS_CLIENT_SAN.name() + " is set"));
        }
        problems.addAll(ListenerSettings.HTTP_TLS.conflicts(values));
        return problems;
    }
}
