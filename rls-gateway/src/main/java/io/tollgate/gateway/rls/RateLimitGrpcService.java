package io.tollgate.gateway.rls;

import static java.util.Objects.requireNonNull;

import io.grpc.stub.StreamObserver;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitServiceGrpc.RateLimitServiceImplBase;

/** {@code envoy.service.ratelimit.v3.RateLimitService}. Runs on event loops and never blocks one. */
public final class RateLimitGrpcService extends RateLimitServiceImplBase {

    private final RateLimitHandler handler;

    /** @param handler knows the answers */
    public RateLimitGrpcService(RateLimitHandler handler) {
        this.handler = requireNonNull(handler, "handler");
    }

    @Override
    public void shouldRateLimit(RateLimitRequest request, StreamObserver<RateLimitResponse> observer) {
        handler.ask(request, new Reply(observer));
    }
}
