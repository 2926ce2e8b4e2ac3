package io.tollgate.gateway.rls;

import static java.util.Objects.requireNonNull;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse.Code;
import io.tollgate.kuadrant.service.ratelimit.v1.RateLimitServiceGrpc.RateLimitServiceImplBase;

/**
 * {@code kuadrant.service.ratelimit.v1.RateLimitService}, which tells looks and reports apart whatever a rule says: {@code
 * CheckRateLimit} asks whether anything remains, {@code Report} counts what was served. Runs on event loops and never
 * blocks one.
 */
public final class KuadrantGrpcService extends RateLimitServiceImplBase {

    private final RateLimitHandler handler;

    /** @param handler knows the answers */
    public KuadrantGrpcService(RateLimitHandler handler) {
        this.handler = requireNonNull(handler, "handler");
    }

    @Override
    public void checkRateLimit(RateLimitRequest request, StreamObserver<RateLimitResponse> observer) {
        handler.ask(request, Purpose.LOOK, new Reply(observer));
    }

    @Override
    public void report(RateLimitRequest request, StreamObserver<RateLimitResponse> observer) {
        handler.ask(request, Purpose.REPORT, new Receipt(new Reply(observer)));
    }

    /** A report is never denied: its overall code says that it was taken, as Limitador's does, and the statuses say the rest. */
    private record Receipt(RateLimitHandler.ResponseObserver reply) implements RateLimitHandler.ResponseObserver {

        @Override
        public void answered(RateLimitResponse response) {
            reply.answered(
                    response.getOverallCode() == Code.OK
                            ? response
                            : response.toBuilder().setOverallCode(Code.OK).build());
        }

        @Override
        public void failed(Status status) {
            reply.failed(status);
        }
    }
}
