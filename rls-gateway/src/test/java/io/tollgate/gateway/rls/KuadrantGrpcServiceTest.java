package io.tollgate.gateway.rls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.UInt64Value;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.tollgate.envoy.extensions.common.ratelimit.v3.RateLimitDescriptor;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse.Code;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.kuadrant.service.ratelimit.v1.RateLimitServiceGrpc;
import io.tollgate.kuadrant.service.ratelimit.v1.RateLimitServiceGrpc.RateLimitServiceBlockingStub;
import io.tollgate.model.ChargeMode;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KuadrantGrpcServiceTest {

    private static final LimitTable LIMITS = LimitTable.parse("limits.yaml", """
            domain: shop
            descriptors:
              - key: tokens
                rate_limit: {unit: minute, requests_per_unit: 10}
              - key: reported
                hits: reported
                rate_limit: {unit: minute, requests_per_unit: 10}
              - key: blocked
                rate_limit: {unit: minute, requests_per_unit: 0}
            """, LimitFileOptions.defaults());
    private static final long NOW = Instant.parse("2026-03-10T10:20:30.500Z").toEpochMilli();
    private final HandlingGateway gateway = new HandlingGateway(LIMITS, NOW);
    private final String name = InProcessServerBuilder.generateName();
    private final Server server = InProcessServerBuilder.forName(name)
            .directExecutor()
            .addService(new KuadrantGrpcService(gateway.handler(ResponseOptions.NONE)))
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
    }

    private RateLimitServiceBlockingStub service() {
        return RateLimitServiceGrpc.newBlockingStub(channel);
    }

    private RateLimitResponse check(RateLimitRequest.Builder request) {
        return service().checkRateLimit(request.build());
    }

    private RateLimitResponse report(RateLimitRequest.Builder request) {
        return service().report(request.build());
    }

    private static RateLimitRequest.Builder shop(RateLimitDescriptor.Builder... descriptors) {
        RateLimitRequest.Builder request = RateLimitRequest.newBuilder().setDomain("shop");
        for (RateLimitDescriptor.Builder descriptor : descriptors) {
            request.addDescriptors(descriptor);
        }
        return request;
    }

    private static RateLimitDescriptor.Builder descriptor(String key) {
        return RateLimitDescriptor.newBuilder()
                .addEntries(RateLimitDescriptor.Entry.newBuilder().setKey(key).setValue("a"));
    }

    private long admitted() {
        return gateway.counters().all().stream()
                .flatMap(counter -> counter.windows().stream())
                .mapToLong(window -> window.used(ChargeMode.ADMITTED))
                .sum();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tokens", "reported"})
    void aCheckCountsNothingHoweverManyHitsItNames(String key) {
        RateLimitResponse answer =
                check(shop(descriptor(key).setHitsAddend(UInt64Value.of(50))).setHitsAddend(500));

        assertThat(answer.getOverallCode()).isEqualTo(Code.OK);
        assertThat(answer.getStatuses(0).getLimitRemaining()).isEqualTo(10);
        assertThat(admitted()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tokens", "reported"})
    void aCheckIsDeniedWhenNothingRemains(String key) {
        report(shop(descriptor(key)).setHitsAddend(9));
        assertThat(check(shop(descriptor(key))).getOverallCode()).isEqualTo(Code.OK);

        report(shop(descriptor(key)));

        RateLimitResponse answer = check(shop(descriptor(key)));
        assertThat(answer.getOverallCode()).isEqualTo(Code.OVER_LIMIT);
        assertThat(answer.getStatuses(0).getCode()).isEqualTo(Code.OVER_LIMIT);
        assertThat(check(shop(descriptor("blocked"))).getOverallCode()).isEqualTo(Code.OVER_LIMIT);
        assertThat(admitted()).isEqualTo(10);
    }

    @Test
    void aCheckGivesNothingBack() {
        report(shop(descriptor("tokens")).setHitsAddend(10));

        assertThat(check(shop(descriptor("tokens").setIsNegativeHits(true)).setHitsAddend(5))
                        .getOverallCode())
                .isEqualTo(Code.OVER_LIMIT);

        assertThat(admitted()).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tokens", "reported"})
    void aReportIsTakenAcrossTheLimitAndItsStatusSaysSo(String key) {
        report(shop(descriptor(key)).setHitsAddend(8));

        RateLimitResponse answer = report(shop(descriptor(key)).setHitsAddend(7));

        assertThat(answer.getOverallCode()).isEqualTo(Code.OK);
        assertThat(answer.getStatuses(0).getCode()).isEqualTo(Code.OVER_LIMIT);
        assertThat(admitted()).isEqualTo(15);
    }

    @Test
    void aReportOfSeveralDescriptorsIsTakenForEachWhateverTheOthersSay() {
        RateLimitResponse answer =
                report(shop(descriptor("tokens").setHitsAddend(UInt64Value.of(4)), descriptor("blocked"))
                        .setHitsAddend(3));

        assertThat(answer.getOverallCode()).isEqualTo(Code.OK);
        assertThat(answer.getStatusesList())
                .extracting(RateLimitResponse.DescriptorStatus::getCode)
                .containsExactly(Code.OK, Code.OVER_LIMIT);
        assertThat(admitted()).isEqualTo(7);
    }

    @Test
    void aReportIsOfOneHitWhereItNamesNone() {
        report(shop(descriptor("tokens")));

        assertThat(admitted()).isEqualTo(1);
    }

    @Test
    void aReportMayGiveBack() {
        report(shop(descriptor("tokens")).setHitsAddend(8));

        report(shop(descriptor("tokens").setIsNegativeHits(true)).setHitsAddend(3));

        assertThat(admitted()).isEqualTo(5);
    }

    @Test
    void aCallThatAsksNothingIsRejectedAsThatOfEnvoyIs() {
        Status status = catchThrowableOfType(StatusRuntimeException.class, () -> report(RateLimitRequest.newBuilder()))
                .getStatus();

        assertThat(status)
                .returns(Status.Code.UNKNOWN, Status::getCode)
                .returns("rate limit domain must not be empty", Status::getDescription);
        assertThat(catchThrowableOfType(StatusRuntimeException.class, () -> check(shop()))
                        .getStatus()
                        .getDescription())
                .isEqualTo("rate limit descriptor list must not be empty");
    }
}
