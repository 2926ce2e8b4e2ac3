package io.tollgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse;
import io.tollgate.gateway.http.RateLimitJson;
import io.tollgate.gateway.tracing.OtlpReceiver;
import io.tollgate.gateway.tracing.Tracing;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TracedQueryTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    private final OtlpReceiver receiver = new OtlpReceiver();

    @AfterEach
    void stop() {
        receiver.close();
    }

    @Test
    void aQuestionOverJsonIsASpanOfTheCallersTrace() {
        ask(observer -> observer.answered(RateLimitResponse.newBuilder()
                .setOverallCode(RateLimitResponse.Code.OVER_LIMIT)
                .build()));

        assertThat(receiver.spans).singleElement().satisfies(span -> {
            assertThat(span.traceId()).isEqualTo(TRACE);
            assertThat(span.attributes()).containsEntry("domain", "shop").containsEntry("overall_code", "OVER_LIMIT");
            assertThat(span.failed()).isFalse();
        });
    }

    @Test
    void aRejectedQuestionIsAFailedSpan() {
        ask(observer -> observer.failed(Status.INVALID_ARGUMENT));

        assertThat(receiver.spans)
                .singleElement()
                .satisfies(span -> assertThat(span.failed()).isTrue());
    }

    @Test
    void nothingIsNotedWhereNothingIsTraced() {
        assertThat(TracedQuery.observers(null).apply(name -> null)).isSameAs(RateLimitJson.Observer.NONE);
    }

    private void ask(Consumer<RateLimitJson.Observer> end) {
        Map<String, String> headers = Map.of("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01");
        Tracing.Settings settings = new Tracing.Settings(
                Tracing.Protocol.HTTP,
                "RateLimit",
                "",
                "",
                0,
                Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.endpoint()));
        try (Tracing tracing = Tracing.open(settings)) {
            RateLimitJson.Observer observer = TracedQuery.observers(tracing).apply(headers::get);
            observer.asked(RateLimitRequest.newBuilder().setDomain("shop").build());
            end.accept(observer);
        }
    }
}
