package io.tollgate.gateway.rls;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse;

/** Sends what became of a request to whoever made the call. */
record Reply(StreamObserver<RateLimitResponse> observer) implements RateLimitHandler.ResponseObserver {

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
