package io.tollgate.gateway.rls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Duration;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.UInt64Value;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.tollgate.envoy.extensions.common.ratelimit.v3.RateLimitDescriptor;
import io.tollgate.envoy.extensions.common.ratelimit.v3.RateLimitDescriptor.RateLimitOverride;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse.Code;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse.DescriptorStatus;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse.RateLimit;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitServiceGrpc;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RateLimitGrpcServiceTest {

    private static final LimitTable LIMITS = LimitTable.parse("limits.yaml", """
            domain: shop
            descriptors:
              - key: user
                rate_limit: {unit: minute, requests_per_unit: 5, name: per-user}
              - key: wide
                rate_limit: {unit: day, requests_per_unit: 4294967295}
              - key: free
                rate_limit: {unlimited: true}
            """, LimitFileOptions.defaults());
    private static final long NOW = Instant.parse("2026-03-10T10:20:30.500Z").toEpochMilli();
    private final HandlingGateway gateway = new HandlingGateway(LIMITS, NOW);
    private final String name = InProcessServerBuilder.generateName();
    private final Server server = InProcessServerBuilder.forName(name)
            .directExecutor()
            .addService(new RateLimitGrpcService(gateway.handler(ResponseOptions.NONE)))
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

    private RateLimitResponse ask(RateLimitRequest.Builder request) {
        return RateLimitServiceGrpc.newBlockingStub(channel).shouldRateLimit(request.build());
    }

    private DescriptorStatus askOne(RateLimitDescriptor.Builder descriptor) {
        return ask(shop(descriptor)).getStatuses(0);
    }

    private Status rejection(RateLimitRequest.Builder request) {
        return catchThrowableOfType(StatusRuntimeException.class, () -> ask(request))
                .getStatus();
    }

    private static RateLimitRequest.Builder shop(RateLimitDescriptor.Builder... descriptors) {
        RateLimitRequest.Builder request = RateLimitRequest.newBuilder().setDomain("shop");
        for (RateLimitDescriptor.Builder descriptor : descriptors) {
            request.addDescriptors(descriptor);
        }
        return request;
    }

    private static RateLimitDescriptor.Builder descriptor(String key, String value) {
        return RateLimitDescriptor.newBuilder()
                .addEntries(RateLimitDescriptor.Entry.newBuilder().setKey(key).setValue(value));
    }

    private static RateLimitDescriptor.Builder override(int requestsPerUnit, int unit) {
        return descriptor("user", "a")
                .setLimit(RateLimitOverride.newBuilder()
                        .setRequestsPerUnit(requestsPerUnit)
                        .setUnitValue(unit));
    }

    @Test
    void rejectsAnEmptyDomainInTheWordsOfTheReference() {
        assertThat(rejection(RateLimitRequest.newBuilder().addDescriptors(descriptor("user", "a"))))
                .returns(Status.Code.UNKNOWN, Status::getCode)
                .returns("rate limit domain must not be empty", Status::getDescription);
    }

    @Test
    void rejectsARequestWithoutDescriptorsInTheWordsOfTheReference() {
        assertThat(rejection(shop()))
                .returns(Status.Code.UNKNOWN, Status::getCode)
                .returns("rate limit descriptor list must not be empty", Status::getDescription);
    }

    @Test
    void namesTheEmptyDomainFirstWhereDescriptorsAreMissingToo() {
        assertThat(rejection(RateLimitRequest.newBuilder()).getDescription())
                .isEqualTo("rate limit domain must not be empty");
    }

    @ParameterizedTest(name = "unit {0}")
    @CsvSource({"0, UNKNOWN", "8, 8", "-1, -1"})
    void rejectsAnOverrideWithoutAUsableUnit(int unit, String shown) {
        assertThat(rejection(shop(override(3, unit))))
                .returns(Status.Code.INVALID_ARGUMENT, Status::getCode)
                .returns(
                        "the limit in a descriptor has unit " + shown
                                + " (expected: SECOND, MINUTE, HOUR, DAY, WEEK, MONTH or YEAR)",
                        Status::getDescription);
    }

    @ParameterizedTest(name = "unit {0}")
    @CsvSource({"1, SECOND", "2, MINUTE", "3, HOUR", "4, DAY", "5, MONTH", "6, YEAR", "7, WEEK"})
    void takesTheUnitOfAnOverrideByItsNumberWithSevenForTheWeek(int number, RateLimit.Unit unit) {
        RateLimit limit = askOne(override(3, number)).getCurrentLimit();

        assertThat(limit)
                .isEqualTo(RateLimit.newBuilder()
                        .setRequestsPerUnit(3)
                        .setUnit(unit)
                        .build());
    }

    @Test
    void countsALimitInTheRequestInWindowsOfAsManyUnitsAsItSaysAndAnswersHowMany() {
        RateLimitDescriptor.Builder quarter = override(3, 2);
        quarter.getLimitBuilder().setUnitMultiplier(UInt32Value.of(15));

        DescriptorStatus status = askOne(quarter);

        assertThat(status.getCurrentLimit().getUnitMultiplier()).isEqualTo(UInt32Value.of(15));
        assertThat(status.getDurationUntilReset())
                .isEqualTo(Duration.newBuilder().setSeconds(570).build());
        assertThat(status.getLimitRemaining()).isEqualTo(2);
        assertThat(askOne(override(3, 2)).getLimitRemaining())
                .as("of one minute")
                .isEqualTo(2);
    }

    @ParameterizedTest(name = "{1} of unit {0}")
    @CsvSource({"2, 0", "2, -1", "6, 101", "4, 36501"})
    void rejectsALimitInTheRequestOfNoUnitsOrOfMoreThanACentury(int unit, int multiplier) {
        RateLimitDescriptor.Builder limited = override(3, unit);
        limited.getLimitBuilder().setUnitMultiplier(UInt32Value.of(multiplier));

        assertThat(rejection(shop(limited)))
                .returns(Status.Code.INVALID_ARGUMENT, Status::getCode)
                .extracting(Status::getDescription)
                .asString()
                .startsWith("the limit in a descriptor has unit_multiplier " + Integer.toUnsignedString(multiplier)
                        + " (expected: 1 to ");
        assertThat(gateway.counters().size()).isZero();
    }

    @Test
    void aDescriptorOfAMegabyteEvadesNoLimit() {
        String megabyte = "x".repeat(1 << 20);

        for (int i = 0; i < 5; i++) {
            assertThat(ask(shop(descriptor("user", megabyte))).getOverallCode()).isEqualTo(Code.OK);
        }
        assertThat(ask(shop(descriptor("user", megabyte))).getOverallCode()).isEqualTo(Code.OVER_LIMIT);
        assertThat(ask(shop(descriptor("user", megabyte + "x"))).getOverallCode())
                .isEqualTo(Code.OK);
    }

    @Test
    void answersInTheOrderOfTheDescriptorsWithLimitRemainingAndReset() {
        RateLimitResponse response =
                ask(shop(descriptor("nobody", "a"), descriptor("user", "a"), descriptor("free", "a"))
                        .setHitsAddend(4));

        RateLimit perUser = RateLimit.newBuilder()
                .setName("per-user")
                .setRequestsPerUnit(5)
                .setUnit(RateLimit.Unit.MINUTE)
                .build();
        assertThat(response.getOverallCode()).isEqualTo(Code.OK);
        assertThat(response.getStatusesList())
                .containsExactly(
                        DescriptorStatus.newBuilder().setCode(Code.OK).build(),
                        DescriptorStatus.newBuilder()
                                .setCode(Code.OK)
                                .setCurrentLimit(perUser)
                                .setLimitRemaining(1)
                                .setDurationUntilReset(Duration.newBuilder().setSeconds(30))
                                .build(),
                        DescriptorStatus.newBuilder()
                                .setCode(Code.OK)
                                .setLimitRemaining(0xFFFF_FFFF)
                                .build());
    }

    @Test
    void saysOverLimitOfTheDescriptorAndOfTheRequest() {
        RateLimitResponse response =
                ask(shop(descriptor("user", "a"), descriptor("nobody", "a")).setHitsAddend(6));

        assertThat(response.getOverallCode()).isEqualTo(Code.OVER_LIMIT);
        assertThat(response.getStatusesList())
                .extracting(DescriptorStatus::getCode)
                .containsExactly(Code.OVER_LIMIT, Code.OK);
        assertThat(response.getStatuses(0).getLimitRemaining()).isZero();
    }

    @Test
    void takesTheAddendOfADescriptorBeforeThatOfTheRequestAndZeroOfTheRequestAsOne() {
        ask(shop(descriptor("user", "a").setHitsAddend(UInt64Value.of(2))).setHitsAddend(5));
        assertThat(askOne(descriptor("user", "a")).getLimitRemaining()).isEqualTo(2);

        assertThat(askOne(descriptor("user", "a").setHitsAddend(UInt64Value.of(0)))
                        .getLimitRemaining())
                .isEqualTo(2);
    }

    @Test
    void readsAndWritesLimitsAndAddendsAsUnsigned() {
        DescriptorStatus status = askOne(descriptor("wide", "a").setHitsAddend(UInt64Value.of(1)));
        assertThat(status.getCurrentLimit().getRequestsPerUnit()).isEqualTo(0xFFFF_FFFF);
        assertThat(status.getLimitRemaining()).isEqualTo(0xFFFF_FFFE);

        assertThat(ask(shop(descriptor("wide", "b")).setHitsAddend(0xFFFF_FFFF)).getOverallCode())
                .isEqualTo(Code.OK);
        assertThat(askOne(override(0xFFFF_FFFF, 2)).getLimitRemaining()).isEqualTo(0xFFFF_FFFE);
    }

    @Test
    void rejectsAddendsThatNoCounterCanHoldAndTakesTheLargestThatItCan() {
        assertThat(rejection(shop(descriptor("user", "a").setHitsAddend(UInt64Value.of((1L << 48) + 1)))))
                .returns(Status.Code.INVALID_ARGUMENT, Status::getCode)
                .returns("hits_addend 281474976710657 is too large (at most 281474976710656)", Status::getDescription);
        assertThat(rejection(shop(descriptor("user", "a").setHitsAddend(UInt64Value.of(-1))))
                        .getDescription())
                .contains("18446744073709551615");
        assertThat(gateway.counters().size()).isZero();

        assertThat(askOne(descriptor("user", "a").setHitsAddend(UInt64Value.of(1L << 48)))
                        .getCode())
                .isEqualTo(Code.OVER_LIMIT);
    }

    @Test
    void rejectsHitsThatCouldNotBeAccountedAndSaysWhatToDo() {
        for (int i = 0; i < 32; i++) {
            askOne(descriptor("user", "a").setHitsAddend(UInt64Value.of(1L << 48)));
        }

        assertThat(rejection(shop(descriptor("user", "a"))))
                .returns(Status.Code.OUT_OF_RANGE, Status::getCode)
                .returns(
                        "hits_addend: a counter of this request would have more than 9007199254740992 hits in a window,"
                                + " which cannot be accounted; nothing was counted (expected: fewer hits, or the next window)",
                        Status::getDescription);
    }

    @Test
    void rejectsMoreDescriptorsThanAnyRouteHas() {
        RateLimitRequest.Builder request = shop();
        for (int i = 0; i <= 1_000; i++) {
            request.addDescriptors(descriptor("nobody", "a"));
        }

        assertThat(rejection(request))
                .returns(Status.Code.INVALID_ARGUMENT, Status::getCode)
                .returns("1001 descriptors are too many (at most 1000)", Status::getDescription);
    }

    @Test
    void isUnavailableWhereTooManyRequestsWaitForTheDiskButAnswersWhatIsOnTheHeap() {
        ask(shop(descriptor("user", "a")));
        gateway.loadWith(task -> {
            throw new RejectedExecutionException("full");
        });

        assertThat(rejection(shop(descriptor("user", "b")))).returns(Status.Code.UNAVAILABLE, Status::getCode);
        assertThat(ask(shop(descriptor("user", "a"))).getOverallCode()).isEqualTo(Code.OK);
    }

    @Test
    void hasNoAnswerBeforeLimitsWereLoadedAndSaysSoAfterWhatIsWrongWithTheRequest() {
        gateway.unload();

        assertThat(rejection(shop(descriptor("user", "a"))))
                .returns(Status.Code.UNKNOWN, Status::getCode)
                .returns("no rate limit configuration loaded", Status::getDescription);
        assertThat(rejection(shop()).getDescription()).isEqualTo("rate limit descriptor list must not be empty");
        assertThat(rejection(shop(override(3, 0))).getDescription()).isEqualTo("no rate limit configuration loaded");
    }
}
