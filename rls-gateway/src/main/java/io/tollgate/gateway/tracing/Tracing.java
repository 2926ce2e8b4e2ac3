package io.tollgate.gateway.tracing;

import static java.util.Objects.requireNonNull;

import io.grpc.ServerInterceptor;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Spans of answered queries, sent over OTLP by a thread in the background. Takes part in the traces of callers (W3C
 * trace context, B3, baggage) and samples as they do; of queries that come without a trace it samples a part. A server
 * that is not there costs spans, of which a bounded number waits, and nothing else. Thread-safe.
 */
public final class Tracing implements AutoCloseable {

    /** The span of Envoy's question, however it comes. */
    static final String SHOULD_RATE_LIMIT = "ShouldRateLimit Execution";

    private static final int CLOSE_TIMEOUT_SECONDS = 5;

    private final OpenTelemetrySdk sdk;
    private final Tracer tracer;
    private final TextMapPropagator propagator;

    /** How spans are sent. */
    public enum Protocol {
        /** Protobuf over HTTP. */
        HTTP,
        /** gRPC. */
        GRPC
    }

    /**
     * What spans say of this service, and where they go.
     *
     * @param serviceInstanceId empty for a random one
     * @param samplingRate part of the queries without a trace that get one; 1 or more for all, 0 or less for none
     * @param environment holds the standard variables {@code OTEL_*}, which say all that is not said here
     */
    public record Settings(
            Protocol protocol,
            String serviceName,
            String serviceNamespace,
            String serviceInstanceId,
            double samplingRate,
            Map<String, String> environment) {

        public Settings {
            requireNonNull(protocol, "protocol");
            requireNonNull(serviceName, "serviceName");
            requireNonNull(serviceNamespace, "serviceNamespace");
            requireNonNull(serviceInstanceId, "serviceInstanceId");
            if (Double.isNaN(samplingRate)) {
                throw new IllegalArgumentException("samplingRate: NaN (expected: 0 to 1)");
            }
            environment = Map.copyOf(environment);
        }
    }

    private Tracing(OpenTelemetrySdk sdk) {
        this.sdk = sdk;
        tracer = sdk.getTracer("ratelimit");
        propagator = sdk.getPropagators().getTextMapPropagator();
    }

    /**
     * Starts to trace.
     *
     * @throws IllegalArgumentException if a variable {@code OTEL_*} does not parse or says what is not possible
     */
    public static Tracing open(Settings settings) {
        return new Tracing(Autoconfiguration.sdk(settings));
    }

    /** Returns what gives each call that asks for limits its span. */
    public ServerInterceptor interceptor() {
        return new TracedCalls(this);
    }

    /**
     * Starts the span of a query, for those that do not come as a call. Whoever starts it ends it.
     *
     * @param headers gives the value of a header by its name, whatever its case; null if it is not there
     */
    public RequestSpan start(Function<String, @Nullable String> headers) {
        return start(SHOULD_RATE_LIMIT, headers);
    }

    /** @param name of the span */
    RequestSpan start(String name, Function<String, @Nullable String> headers) {
        Context parent = propagator.extract(Context.root(), headers, HeaderGetter.INSTANCE);
        return new RequestSpan(tracer.spanBuilder(name)
                .setParent(parent)
                .setSpanKind(SpanKind.SERVER)
                .startSpan());
    }

    /** Sends the spans that wait, for 5 s at most, and ends. */
    @Override
    public void close() {
        sdk.shutdown().join(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    /** Asks a function for headers. */
    private enum HeaderGetter implements TextMapGetter<Function<String, @Nullable String>> {
        INSTANCE;

        @Override
        public Iterable<String> keys(Function<String, @Nullable String> headers) {
            return List.of();
        }

        @Override
        public @Nullable String get(@Nullable Function<String, @Nullable String> headers, String name) {
            return headers == null ? null : headers.apply(name);
        }
    }
}
