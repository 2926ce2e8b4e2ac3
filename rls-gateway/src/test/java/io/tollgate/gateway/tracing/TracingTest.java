package io.tollgate.gateway.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse.Code;
import io.tollgate.gateway.tracing.Tracing.Protocol;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TracingTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";

    private final OtlpReceiver receiver = new OtlpReceiver();

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void sendsASpanThatSaysWhatWasDecidedAndByWhom() {
        trace(1, Map.of());

        ReceivedSpan span = onlySpan();
        assertThat(span.name()).isEqualTo("ShouldRateLimit Execution");
        assertThat(span.kind()).isEqualTo(2); // SERVER
        assertThat(span.parentSpanId()).isEmpty();
        assertThat(span.failed()).isFalse();
        assertThat(span.attributes()).containsOnly(entry("domain", "shop"), entry("overall_code", "OVER_LIMIT"));
        assertThat(span.resource())
                .contains(
                        entry("service.name", "RateLimit"),
                        entry("service.namespace", "here"),
                        entry("service.instance.id", "one"));
    }

    @Test
    void marksAQuestionThatCouldNotBeAnswered() {
        try (Tracing tracing = open(1)) {
            tracing.start(name -> null).fail("INVALID_ARGUMENT");
        }

        assertThat(onlySpan().failed()).isTrue();
    }

    @Test
    void cutsALongDomain() {
        try (Tracing tracing = open(1)) {
            RequestSpan span = tracing.start(name -> null);
            span.asked(
                    RateLimitRequest.newBuilder().setDomain("d".repeat(5_000)).build());
            span.end();
        }

        assertThat(onlySpan().attributes().get("domain")).hasSize(256);
    }

    @Test
    void continuesAW3cTraceWhateverTheRate() {
        trace(0, Map.of("traceparent", "00-" + TRACE + "-" + PARENT + "-01"));

        assertThat(onlySpan().traceId()).isEqualTo(TRACE);
        assertThat(onlySpan().parentSpanId()).isEqualTo(PARENT);
    }

    @Test
    void continuesAB3TraceInOneHeaderOrInMany() {
        trace(0, Map.of("b3", TRACE + "-" + PARENT + "-1"));
        trace(0, Map.of("x-b3-traceid", TRACE, "x-b3-spanid", PARENT, "x-b3-sampled", "1"));

        assertThat(receiver.spans).extracting(ReceivedSpan::traceId).containsExactly(TRACE, TRACE);
        assertThat(receiver.spans).extracting(ReceivedSpan::parentSpanId).containsExactly(PARENT, PARENT);
    }

    @Test
    void samplesNoQuestionOfATraceThatIsNotSampled() {
        trace(1, Map.of("traceparent", "00-" + TRACE + "-" + PARENT + "-00"));

        assertThat(receiver.spans).isEmpty();
    }

    @Test
    void samplesThePartOfQuestionsWithoutATraceThatIsSet() {
        trace(0, Map.of());
        trace(-1, Map.of());
        assertThat(receiver.spans).isEmpty();

        trace(2, Map.of());
        assertThat(receiver.spans).hasSize(1);

        try (Tracing tracing = open(0.5)) {
            for (int i = 0; i < 1_000; i++) {
                tracing.start(name -> null).end();
            }
        }
        assertThat(receiver.spans).hasSizeBetween(300, 700);
    }

    @Test
    void givesEachServiceInstanceAnIdIfNoneIsSet() {
        for (int i = 0; i < 2; i++) {
            try (Tracing tracing =
                    Tracing.open(new Tracing.Settings(Protocol.HTTP, "RateLimit", "", "", 1, environment()))) {
                tracing.start(name -> null).end();
            }
        }

        assertThat(receiver.spans)
                .extracting(span -> span.resource().get("service.instance.id"))
                .doesNotHaveDuplicates()
                .allSatisfy(id -> assertThat(id).hasSize(36));
    }

    @Test
    void sendsTheHeadersThatTheEnvironmentSays() {
        trace(1, Map.of());

        assertThat(receiver.headers)
                .allSatisfy(headers -> assertThat(headers.get("Api-Key")).isEqualTo(List.of("a b")));
    }

    @Test
    void takesEachVariableOfOpenTelemetryThatTheReferencesVariablesLeaveOpen() {
        Map<String, String> more = Map.of(
                "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", receiver.endpoint() + "/v1/traces",
                "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1",
                "OTEL_EXPORTER_OTLP_COMPRESSION", "none",
                "OTEL_RESOURCE_ATTRIBUTES", "deployment.environment=test,service.name=other",
                "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", "3",
                "OTEL_PROPAGATORS", "b3",
                "OTEL_TRACES_SAMPLER", "always_off",
                "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc");
        try (Tracing tracing = Tracing.open(settings(1, more))) {
            RequestSpan span = tracing.start(Map.of("traceparent", "00-" + TRACE + "-" + PARENT + "-01")::get);
            span.asked(RateLimitRequest.newBuilder().setDomain("shop").build());
            span.end();
        }

        assertThat(onlySpan().attributes()).containsEntry("domain", "sho");
        assertThat(onlySpan().traceId()).isNotEqualTo(TRACE);
        assertThat(onlySpan().resource())
                .contains(entry("deployment.environment", "test"), entry("service.name", "RateLimit"));
    }

    @ParameterizedTest
    @CsvSource({
        "OTEL_EXPORTER_OTLP_TIMEOUT, soon, OTEL_EXPORTER_OTLP_TIMEOUT=soon",
        "OTEL_EXPORTER_OTLP_COMPRESSION, zip, compressionMethod",
        "OTEL_EXPORTER_OTLP_CERTIFICATE, /no/such/file, /no/such/file",
        "OTEL_EXPORTER_OTLP_HEADERS, secret, OTEL_EXPORTER_OTLP_HEADERS=***",
        "OTEL_EXPORTER_OTLP_TRACES_HEADERS, a=b%zzsecret, header value: ***",
        "OTEL_EXPORTER_OTLP_ENDPOINT, collector, OTLP endpoint must be a valid URL: collector",
        "OTEL_BSP_SCHEDULE_DELAY, often, OTEL_BSP_SCHEDULE_DELAY=often",
        "OTEL_TRACES_EXPORTER, zipkin, OTEL_TRACES_EXPORTER",
        "OTEL_PROPAGATORS, jaegr, OTEL_PROPAGATORS: jaegr",
    })
    void rejectsWhatCannotBeMeantAndSaysWhatButNoSecret(String variable, String value, String said) {
        assertThatThrownBy(() -> Tracing.open(settings(1, Map.of(variable, value))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(said)
                .hasMessageNotContaining("secret");
    }

    @Test
    void losesSpansButNothingElseWhereNobodyListens() {
        receiver.close();

        trace(1, Map.of());

        assertThat(receiver.spans).isEmpty();
    }

    private void trace(double rate, Map<String, String> headers) {
        try (Tracing tracing = open(rate)) {
            RequestSpan span = tracing.start(name -> headers.get(name.toLowerCase(Locale.ROOT)));
            span.asked(RateLimitRequest.newBuilder().setDomain("shop").build());
            span.answered(RateLimitResponse.newBuilder()
                    .setOverallCode(Code.OVER_LIMIT)
                    .build());
            span.end();
        }
    }

    private Tracing open(double rate) {
        return Tracing.open(settings(rate, environment()));
    }

    private static Tracing.Settings settings(double rate, Map<String, String> environment) {
        return new Tracing.Settings(Protocol.HTTP, "RateLimit", "here", "one", rate, environment);
    }

    private Map<String, String> environment() {
        return Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                receiver.endpoint(),
                "OTEL_EXPORTER_OTLP_HEADERS",
                "api-key=a%20b",
                "OTEL_EXPORTER_OTLP_TIMEOUT",
                "2000");
    }

    private ReceivedSpan onlySpan() {
        assertThat(receiver.spans).hasSize(1);
        return receiver.spans.get(0);
    }
}
