package io.tollgate.benchmarks;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitServiceGrpc.RateLimitServiceImplBase;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The baseline: the same service, answering without a look at the request. What remains is gRPC itself. */
public final class EchoMain {

    static final RateLimitResponse ANSWER = RateLimitResponse.newBuilder()
            .setOverallCode(RateLimitResponse.Code.OK)
            .addStatuses(RateLimitResponse.DescriptorStatus.newBuilder()
                    .setCode(RateLimitResponse.Code.OK)
                    .setLimitRemaining(1_000_000))
            .build();

    private EchoMain() {}

    /** Serves on the port that is the only argument, until the process is killed. */
    public static void main(String[] args) throws Exception {
        Server server = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])))
                .directExecutor()
                .addService(new Echo())
                .build()
                .start();
        server.awaitTermination();
    }

    private static final class Echo extends RateLimitServiceImplBase {
        @Override
        public void shouldRateLimit(RateLimitRequest request, StreamObserver<RateLimitResponse> observer) {
            observer.onNext(ANSWER);
            observer.onCompleted();
        }
    }
}
