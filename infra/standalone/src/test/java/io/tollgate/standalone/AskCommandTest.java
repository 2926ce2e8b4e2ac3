package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse.Code;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse.DescriptorStatus;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse.RateLimit;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitServiceGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AskCommandTest {

    private final FakeGateway gateway = new FakeGateway();
    private @Nullable Server server;
    private String address = "";

    @BeforeEach
    void startGateway() throws IOException {
        Server started = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(gateway)
                .build()
                .start();
        server = started;
        address = "127.0.0.1:" + started.getPort();
    }

    @AfterEach
    void stopGateway() {
        if (server != null) {
            server.shutdownNow();
        }
    }

    @Test
    void sendsTheRequestThatTheCommandLineDescribes() {
        gateway.answer = RateLimitResponse.newBuilder().setOverallCode(Code.OK).build();

        ask("--domain", "quota", "--hits", "3", "customer=acme,plan=free", "path=/report");

        assertThat(gateway.requests).hasSize(1);
        RateLimitRequest request = gateway.requests.get(0);
        assertThat(request.getDomain()).isEqualTo("quota");
        assertThat(request.getHitsAddend()).isEqualTo(3);
        assertThat(request.getDescriptorsList())
                .containsExactly(
                        DescriptorArgument.parse("customer=acme,plan=free"), DescriptorArgument.parse("path=/report"));
    }

    @Test
    void rejectsAnArgumentThatJavaCouldNotRead() {
        Run run = ask("--domain", "shop", "hour100=\ufffd\ufffd");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("cannot be read in this locale", "LC_ALL=C.UTF-8");
        assertThat(gateway.requests).isEmpty();
    }

    @Test
    void takesAnAddressOfIpVersion6() throws IOException {
        InetAddress loopback = InetAddress.getAllByName("::1")[0];
        Server onIpv6 = NettyServerBuilder.forAddress(new InetSocketAddress(loopback, 0))
                .addService(gateway)
                .build()
                .start();
        try {
            gateway.answer =
                    RateLimitResponse.newBuilder().setOverallCode(Code.OK).build();

            Run run = Run.of("ask", "--address", "[::1]:" + onIpv6.getPort(), "--domain", "quota", "customer=acme");

            assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
            assertThat(gateway.requests).hasSize(1);
        } finally {
            onIpv6.shutdownNow();
        }
    }

    @Test
    void printsWhatIsLeftOfEachLimit() {
        gateway.answer = RateLimitResponse.newBuilder()
                .setOverallCode(Code.OK)
                .addStatuses(status(Code.OK, 7, RateLimit.Unit.MINUTE, 42))
                .addStatuses(DescriptorStatus.newBuilder().setCode(Code.OK))
                .build();

        Run run = ask("--domain", "quota", "customer=acme", "path=/");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines())
                .containsExactly(
                        "OK          customer=acme   7 of 10 left this minute, resets in 42 s",
                        "OK          path=/          no limit applies",
                        "OK          overall: the request is admitted");
    }

    @Test
    void endsWithOneWhenTheRequestIsOverTheLimit() {
        gateway.answer = RateLimitResponse.newBuilder()
                .setOverallCode(Code.OVER_LIMIT)
                .addStatuses(status(Code.OVER_LIMIT, 0, RateLimit.Unit.MONTH, 9 * 86_400 + 3 * 3600))
                .build();

        Run run = ask("--domain", "quota", "customer=acme");

        assertThat(run.exitCode()).isEqualTo(ExitCode.REJECTED);
        assertThat(run.out().lines())
                .containsExactly(
                        "OVER LIMIT  customer=acme   0 of 10 left this month, resets in 9 d 3 h",
                        "OVER LIMIT  overall: the request is denied");
    }

    @Test
    void readsCountsAsUnsigned() {
        gateway.answer = RateLimitResponse.newBuilder()
                .setOverallCode(Code.OK)
                .addStatuses(DescriptorStatus.newBuilder().setCode(Code.OK).setLimitRemaining(-1))
                .addStatuses(status(Code.OK, -2, RateLimit.Unit.DAY, 7300))
                .build();

        Run run = ask("--domain", "quota", "a=b", "c=d");

        assertThat(run.out())
                .contains("a=b   unlimited")
                .contains("c=d   4294967294 of 10 left this day, resets in 2 h 1 min");
    }

    @Test
    void saysWhyTheGatewayRejected() {
        Run run = ask("--domain", "quota", "customer=acme");

        assertThat(run.exitCode()).isEqualTo(ExitCode.REJECTED);
        assertThat(run.err()).contains(address, "rate limit domain must not be empty");
    }

    @Test
    void saysWhereNobodyAnswers() {
        stopGateway();

        Run run = ask("--domain", "quota", "customer=acme");

        assertThat(run.exitCode()).isEqualTo(ExitCode.CANNOT_START);
        assertThat(run.err()).contains("cannot reach a gateway at " + address + " (nobody listens there)", "--address");
    }

    @Test
    void rejectsADescriptorThatCannotBeRead() {
        Run run = ask("--domain", "quota", "customer");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("entry 'customer' (expected: key=value)");
        assertThat(gateway.requests).isEmpty();
    }

    @Test
    void rejectsHitsThatTheProtocolCannotCarry() {
        assertThat(ask("--domain", "quota", "--hits", "0", "a=b").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ask("--domain", "quota", "--hits", "4294967296", "a=b").exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    private Run ask(String... arguments) {
        List<String> all = new ArrayList<>(List.of("ask", "--address", address));
        all.addAll(List.of(arguments));
        return Run.of(all.toArray(String[]::new));
    }

    private static DescriptorStatus.Builder status(Code code, int remaining, RateLimit.Unit unit, int seconds) {
        return DescriptorStatus.newBuilder()
                .setCode(code)
                .setCurrentLimit(RateLimit.newBuilder().setRequestsPerUnit(10).setUnit(unit))
                .setLimitRemaining(remaining)
                .setDurationUntilReset(Duration.newBuilder().setSeconds(seconds));
    }

    /** Gives one answer to everything; none set means that it rejects. */
    private static final class FakeGateway extends RateLimitServiceGrpc.RateLimitServiceImplBase {

        private final List<RateLimitRequest> requests = new ArrayList<>();
        private @Nullable RateLimitResponse answer;

        @Override
        public void shouldRateLimit(RateLimitRequest request, StreamObserver<RateLimitResponse> observer) {
            requests.add(request);
            if (answer == null) {
                observer.onError(Status.UNKNOWN
                        .withDescription("rate limit domain must not be empty")
                        .asRuntimeException());
                return;
            }
            observer.onNext(answer);
            observer.onCompleted();
        }
    }
}
