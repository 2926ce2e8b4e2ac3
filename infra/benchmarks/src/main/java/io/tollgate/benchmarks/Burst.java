package io.tollgate.benchmarks;

import io.grpc.stub.StreamObserver;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse.Code;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** One request many times at once, at several gateways in turn. */
final class Burst {

    private final List<LoadClient> clients;
    private final RateLimitRequest request;

    Burst(List<LoadClient> clients, RateLimitRequest request) {
        this.clients = List.copyOf(clients);
        this.request = request;
    }

    /** Returns how many were admitted. */
    int run(int size) throws InterruptedException {
        AtomicInteger admitted = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        Semaphore done = new Semaphore(0);
        for (int i = 0; i < size; i++) {
            clients.get(i % clients.size()).ask(request, new StreamObserver<>() {
                @Override
                public void onNext(RateLimitResponse response) {
                    if (response.getOverallCode() == Code.OK) {
                        admitted.incrementAndGet();
                    }
                }

                @Override
                public void onError(Throwable cause) {
                    failed.incrementAndGet();
                    done.release();
                }

                @Override
                public void onCompleted() {
                    done.release();
                }
            });
        }
        done.acquire(size);
        if (failed.get() > 0) {
            throw new IllegalStateException(failed.get() + " of " + size + " requests failed");
        }
        return admitted.get();
    }
}
