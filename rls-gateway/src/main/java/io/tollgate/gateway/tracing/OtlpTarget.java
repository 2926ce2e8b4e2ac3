package io.tollgate.gateway.tracing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollgate.gateway.tracing.Tracing.Protocol;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where spans are sent, as the standard variables {@code OTEL_EXPORTER_OTLP_*} say; those with {@code TRACES} in their
 * names come first.
 *
 * @param endpoint the whole address
 * @param headers sent with each export
 * @param compression gzip or none
 * @param trusted certificates in PEM that are trusted, null for those of the JDK
 * @param identity the client's own certificate, null for none
 */
record OtlpTarget(
        String endpoint,
        Map<String, String> headers,
        Duration timeout,
        String compression,
        @Nullable String trusted,
        @Nullable Identity identity) {

    private static final String PREFIX = "OTEL_EXPORTER_OTLP_";
    private static final String HTTP_PATH = "/v1/traces";
    private static final String DEFAULT_TIMEOUT_MS = "10000";

    /** A client's key and certificate in PEM. */
    record Identity(String key, String certificate) {}

    /**
     * Reads the variables.
     *
     * @throws IllegalArgumentException if one does not parse or a file cannot be read
     */
    static OtlpTarget read(Protocol protocol, Map<String, String> environment) {
        Variables variables = new Variables(environment);
        return new OtlpTarget(
                protocol == Protocol.HTTP ? httpEndpoint(variables) : grpcEndpoint(variables),
                headers(variables),
                timeout(variables),
                compression(variables),
                variables.file("CERTIFICATE"),
                identity(variables));
    }

    private static String httpEndpoint(Variables variables) {
        String own = variables.environment.getOrDefault(PREFIX + "TRACES_ENDPOINT", "");
        if (!own.isEmpty()) {
            return own;
        }
        String base = variables.get("ENDPOINT", "http://localhost:4318");
        return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + HTTP_PATH;
    }

    private static String grpcEndpoint(Variables variables) {
        String endpoint = variables.get("ENDPOINT", "http://localhost:4317");
        if (endpoint.contains("://")) {
            return endpoint;
        }
        boolean insecure = Boolean.parseBoolean(variables.get("INSECURE", "false"));
        return (insecure ? "http://" : "https://") + endpoint;
    }

    private static Map<String, String> headers(Variables variables) {
        Map<String, String> headers = new LinkedHashMap<>();
        String value = variables.get("HEADERS", "");
        for (String pair : value.isEmpty() ? new String[0] : value.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                throw new IllegalArgumentException(PREFIX + "HEADERS: *** (expected: name=value,name=value)");
            }
            headers.put(
                    pair.substring(0, equals).strip(),
                    URLDecoder.decode(pair.substring(equals + 1).strip().replace("+", "%2B"), UTF_8));
        }
        return headers;
    }

    private static Duration timeout(Variables variables) {
        String value = variables.get("TIMEOUT", DEFAULT_TIMEOUT_MS);
        try {
            return Duration.ofMillis(Long.parseUnsignedLong(value));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(PREFIX + "TIMEOUT: " + value + " (expected: milliseconds)", e);
        }
    }

    private static String compression(Variables variables) {
        String value = variables.get("COMPRESSION", "none");
        if (!value.equals("gzip") && !value.equals("none")) {
            throw new IllegalArgumentException(PREFIX + "COMPRESSION: " + value + " (expected: gzip or none)");
        }
        return value;
    }

    private static @Nullable Identity identity(Variables variables) {
        String key = variables.file("CLIENT_KEY");
        String certificate = variables.file("CLIENT_CERTIFICATE");
        return key == null || certificate == null ? null : new Identity(key, certificate);
    }

    /** The variables by the ends of their names. */
    private record Variables(Map<String, String> environment) {

        String get(String name, String otherwise) {
            String general = environment.getOrDefault(PREFIX + name, "");
            String own = environment.getOrDefault(PREFIX + "TRACES_" + name, "");
            String found = own.isEmpty() ? general : own;
            return found.isEmpty() ? otherwise : found;
        }

        @Nullable String file(String name) {
            String path = get(name, "");
            if (path.isEmpty()) {
                return null;
            }
            try {
                return Files.readString(Path.of(path));
            } catch (IOException e) {
                throw new IllegalArgumentException(PREFIX + name + ": " + path + " cannot be read: " + e, e);
            }
        }
    }
}
