package io.tollgate.gateway.tracing;

import static java.util.Objects.requireNonNull;

import io.grpc.ServerInterceptor;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.extension.trace.propagation.B3Propagator;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Spans of answered questions, sent over OTLP by a thread in the background. Takes part in the traces of callers (W3C
 * trace context, B3, baggage) and samples as they do; of questions that come without a trace it samples a part. A server
 * that is not there costs spans, of which a bounded number waits, and nothing else. Thread-safe.
 */
public final class Tracing implements AutoCloseable {

    private static final String SPAN = "ShouldRateLimit Execution";
    private static final int MAX_ATTRIBUTE_LENGTH = 256;
    private static final int CLOSE_TIMEOUT_SECONDS = 5;

    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final TextMapPropagator propagator = TextMapPropagator.composite(
            W3CTraceContextPropagator.getInstance(),
            B3Propagator.injectingSingleHeader(),
            W3CBaggagePropagator.getInstance());

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
     * @param samplingRate part of the questions without a trace that get one; 1 or more for all, 0 or less for none
     * @param environment holds the standard variables {@code OTEL_EXPORTER_OTLP_*}
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

    private Tracing(Settings settings, SpanExporter exporter) {
        provider = SdkTracerProvider.builder()
                .setResource(Resource.getDefault().merge(Resource.create(describe(settings))))
                .setSampler(Sampler.parentBased(
                        Sampler.traceIdRatioBased(Math.max(0, Math.min(1, settings.samplingRate())))))
                .setSpanLimits(SpanLimits.builder()
                        .setMaxAttributeValueLength(MAX_ATTRIBUTE_LENGTH)
                        .build())
                .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
                .build();
        tracer = provider.get("ratelimit");
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

    /**
     * Starts to trace.
     *
     * @throws IllegalArgumentException if a variable {@code OTEL_EXPORTER_OTLP_*} does not parse
     */
    public static Tracing open(Settings settings) {
        OtlpTarget target = OtlpTarget.read(settings.protocol(), settings.environment());
        return new Tracing(
                settings, settings.protocol() == Protocol.HTTP ? Exporters.http(target) : Exporters.grpc(target));
    }

    /** Returns what gives each ShouldRateLimit call its span. */
    public ServerInterceptor interceptor() {
        return new TracedCalls(this);
    }

    /**
     * Starts the span of a question, for those that do not come as a call. Whoever starts it ends it.
     *
     * @param headers gives the value of a header by its name, whatever its case; null if it is not there
     */
    public AnswerSpan start(Function<String, @Nullable String> headers) {
        Context parent = propagator.extract(Context.root(), headers, HeaderGetter.INSTANCE);
        return new AnswerSpan(tracer.spanBuilder(SPAN)
                .setParent(parent)
                .setSpanKind(SpanKind.SERVER)
                .startSpan());
    }

    /** Sends the spans that wait, for 5 s at most, and ends. */
    @Override
    public void close() {
        provider.shutdown().join(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
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
