package io.tollgate.gateway.rls;

import static java.util.Objects.requireNonNull;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
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

    private record Reply(StreamObserver<RateLimitResponse> observer) implements RateLimitHandler.ResponseObserver {

        @Override
        public void answered(RateLimitResponse response) {
            if (isWaitedFor()) {
                observer.onNext(response);
                observer.onCompleted();
            }
        }

        @Override
        public void failed(Status status) {
            if (isWaitedFor()) {
                observer.onError(status.asRuntimeException());
            }
        }

        /** Who gave up waiting gets nothing, and to send it all the same is an error. */
        private boolean isWaitedFor() {
            return !(observer instanceof ServerCallStreamObserver<RateLimitResponse> call && call.isCancelled());
        }
    }
}
