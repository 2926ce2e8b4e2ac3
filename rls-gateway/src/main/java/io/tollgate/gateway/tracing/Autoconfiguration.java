package io.tollgate.gateway.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.resources.Resource;
import io.tollgate.gateway.tracing.Tracing.Protocol;
import io.tollgate.gateway.tracing.Tracing.Settings;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * OpenTelemetry's own configuration by variables {@code OTEL_*}, below the variables {@code TRACING_*} of the
 * reference: what those say cannot be said otherwise. Spans are all that is exported.
 */
final class Autoconfiguration {

    /** Bounds the attribute that comes from requests, where no variable says another length. */
    private static final String MAX_ATTRIBUTE_LENGTH = "256";

    private static final Pattern PROPERTY = Pattern.compile("\\botel(?:[._][a-z0-9]+)+");
    private static final Pattern HEADERS = Pattern.compile(",");

    private Autoconfiguration() {}

    /** @throws IllegalArgumentException with the name of the variable, and without the value of one that is secret */
    static OpenTelemetrySdk sdk(Settings settings) {
        try {
            return AutoConfiguredOpenTelemetrySdk.builder()
                    .disableShutdownHook()
                    .addPropertiesSupplier(Autoconfiguration::defaults)
                    .addPropertiesCustomizer(any -> properties(settings))
                    .addResourceCustomizer((resource, any) -> resource.merge(Resource.create(describe(settings))))
                    .build()
                    .getOpenTelemetrySdk();
        } catch (ConfigurationException | IllegalArgumentException e) {
            throw new IllegalArgumentException(withoutSecrets(message(e), settings.environment()));
        }
    }

    private static Map<String, String> defaults() {
        return Map.of(
                "otel.propagators",
                "tracecontext,b3,baggage",
                "otel.attribute.value.length.limit",
                MAX_ATTRIBUTE_LENGTH);
    }

    private static Map<String, String> properties(Settings settings) {
        Map<String, String> properties = new HashMap<>();
        settings.environment().forEach((variable, value) -> properties.put(property(variable), value));
        properties.put("otel.metrics.exporter", "none");
        properties.put("otel.logs.exporter", "none");
        properties.put(
                "otel.exporter.otlp.traces.protocol", settings.protocol() == Protocol.GRPC ? "grpc" : "http/protobuf");
        properties.put("otel.traces.sampler", "parentbased_traceidratio");
        properties.put("otel.traces.sampler.arg", String.valueOf(Math.max(0, Math.min(1, settings.samplingRate()))));
        return properties;
    }

    private static Attributes describe(Settings settings) {
        String instance = settings.serviceInstanceId();
        return Attributes.builder()
                .put("service.name", settings.serviceName())
                .put("service.namespace", settings.serviceNamespace())
                .put(
                        "service.instance.id",
                        instance.isEmpty() ? UUID.randomUUID().toString() : instance)
                .build();
    }

    private static String property(String variable) {
        return variable.toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** The SDK names properties; whoever reads this has set a variable. */
    private static String message(Exception e) {
        Throwable cause = e.getCause();
        String message = e.getMessage() + (cause == null ? "" : ": " + cause.getMessage());
        return PROPERTY.matcher(message).replaceAll(Autoconfiguration::variable);
    }

    private static String variable(MatchResult property) {
        return property.group().toUpperCase(Locale.ROOT).replace('.', '_');
    }

    /** Values of headers, such as keys of an account, are shown by some messages, by others all headers. */
    private static String withoutSecrets(String message, Map<String, String> environment) {
        String shown = message;
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            if (variable.getKey().endsWith("_HEADERS")) {
                shown = without(variable.getValue(), shown);
                for (String header : HEADERS.split(variable.getValue(), -1)) {
                    shown = without(header.substring(header.indexOf('=') + 1).strip(), shown);
                }
            }
        }
        return shown;
    }

    private static String without(String secret, String message) {
        return secret.isEmpty() ? message : message.replace(secret, "***");
    }
}
