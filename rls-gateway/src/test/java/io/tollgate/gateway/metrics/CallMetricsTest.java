package io.tollgate.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.StreamObserver;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitServiceGrpc;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitServiceGrpc.RateLimitServiceImplBase;
import io.tollgate.gateway.metrics.MetricSinks.NoSink;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class CallMetricsTest {

    private final MetricSinks sinks =
            MetricSinks.open(new MetricSinks.Settings(new NoSink(), Map.of(), Duration.ofHours(1), false));
    private final CallMetrics metrics = new CallMetrics(sinks.registry());
    private final String name = InProcessServerBuilder.generateName();
    private final Server server = InProcessServerBuilder.forName(name)
            .directExecutor()
            .addService(new RefusingNobodysDomain())
            .addService(new AnsweringKuadrant())
            .addService(new HealthStatusManager().getHealthService())
            .intercept(metrics)
            .build();
    private final ManagedChannel channel =
            InProcessChannelBuilder.forName(name).directExecutor().build();

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.shutdownNow();
        sinks.close();
    }

    @Test
    void countsAndTimesCallsByMethod() {
        ask("shop");
        ask("shop");
        HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance());

        assertThat(sinks.scrape())
                .contains("ratelimit_service_total_requests{grpc_method=\"ShouldRateLimit\"} 2.0\n")
                .contains("ratelimit_service_total_requests{grpc_method=\"Check\"} 1.0\n")
                .contains("ratelimit_service_response_time_seconds_count{grpc_method=\"ShouldRateLimit\"} 2\n")
                .contains("ratelimit_service_response_time_seconds_count{grpc_method=\"Check\"} 1\n")
                .doesNotContain("should_rate_limit_error");
    }

    @Test
    void countsAndTimesCallsOfKuadrantsServiceByMethod() {
        io.tollgate.kuadrant.service.ratelimit.v1.RateLimitServiceGrpc.newBlockingStub(channel)
                .report(RateLimitRequest.getDefaultInstance());
        assertThatThrownBy(() -> io.tollgate.kuadrant.service.ratelimit.v1.RateLimitServiceGrpc.newBlockingStub(channel)
                        .checkRateLimit(RateLimitRequest.getDefaultInstance()))
                .isInstanceOf(StatusRuntimeException.class);

        assertThat(sinks.scrape())
                .contains("ratelimit_service_total_requests{grpc_method=\"CheckRateLimit\"} 1.0\n")
                .contains("ratelimit_service_total_requests{grpc_method=\"Report\"} 1.0\n")
                .contains("ratelimit_service_response_time_seconds_count{grpc_method=\"Report\"} 1\n")
                .contains("ratelimit_service_should_rate_limit_error{err_type=\"service_error\"} 1.0\n");
    }

    @Test
    void countsRejectedQuestionsAsErrorsOfTheService() {
        assertThatThrownBy(() -> ask("")).isInstanceOf(StatusRuntimeException.class);
        metrics.serviceError();

        assertThat(sinks.scrape())
                .contains("ratelimit_service_should_rate_limit_error{err_type=\"service_error\"} 2.0\n");
    }

    @Test
    void countsAQuestionAboutAnUnknownServicesHealthAsACallOnly() {
        HealthCheckRequest unknown =
                HealthCheckRequest.newBuilder().setService("unknown").build();

        assertThatThrownBy(() -> HealthGrpc.newBlockingStub(channel).check(unknown))
                .isInstanceOf(StatusRuntimeException.class);

        assertThat(sinks.scrape()).contains("{grpc_method=\"Check\"} 1.0\n").doesNotContain("error");
    }

    @Test
    void leavesStreamsAlone() {
        HealthGrpc.newBlockingStub(channel)
                .watch(HealthCheckRequest.getDefaultInstance())
                .next();

        assertThat(sinks.scrape()).doesNotContain("grpc_method");
    }

    private void ask(String domain) {
        RateLimitServiceGrpc.newBlockingStub(channel)
                .shouldRateLimit(RateLimitRequest.newBuilder().setDomain(domain).build());
    }

    /** Answers with nothing, but rejects an empty domain. */
    private static final class RefusingNobodysDomain extends RateLimitServiceImplBase {
        @Override
        public void shouldRateLimit(RateLimitRequest request, StreamObserver<RateLimitResponse> observer) {
            if (request.getDomain().isEmpty()) {
                observer.onError(Status.INVALID_ARGUMENT.asRuntimeException());
            } else {
                observer.onNext(RateLimitResponse.getDefaultInstance());
                observer.onCompleted();
            }
        }
    }

    /** Takes reports and nothing else. */
    private static final class AnsweringKuadrant
            extends io.tollgate.kuadrant.service.ratelimit.v1.RateLimitServiceGrpc.RateLimitServiceImplBase {
        @Override
        public void report(RateLimitRequest request, StreamObserver<RateLimitResponse> observer) {
            observer.onNext(RateLimitResponse.getDefaultInstance());
            observer.onCompleted();
        }
    }
}
