package io.tollgate.gateway.rls;

import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitRequest;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitResponse;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitServiceGrpc.RateLimitServiceImplBase;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.tollgate.gateway.decision.Answer;
import io.tollgate.gateway.decision.CounterLoader;
import io.tollgate.gateway.decision.DecisionEngine;
import io.tollgate.gateway.decision.JournalFullException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code envoy.service.ratelimit.v3.RateLimitService}. Runs on event loops: a request whose counters are on the heap is
 * answered there, without a lock or a disk; others go to the loading pool.
 */
public final class RateLimitGrpcService extends RateLimitServiceImplBase {

    private static final Logger LOG = LoggerFactory.getLogger(RateLimitGrpcService.class);

    /** A counter may leave the heap between loading and counting; more often than this it cannot be bad luck. */
    private static final int MAX_ATTEMPTS = 1_000;

    private final DecisionEngine engine;
    private final CounterLoader loader;
    private final Executor loading;
    private final LongSupplier clock;

    /**
     * @param loading runs what may touch a disk; bounded, rejects what is too much
     * @param clock milliseconds since the Unix epoch
     */
    public RateLimitGrpcService(DecisionEngine engine, CounterLoader loader, Executor loading, LongSupplier clock) {
        this.engine = engine;
        this.loader = loader;
        this.loading = loading;
        this.clock = clock;
    }

    @Override
    public void shouldRateLimit(RateLimitRequest request, StreamObserver<RateLimitResponse> observer) {
        try {
            DecisionEngine.Decision decision = prepare(request);
            Answer answer = decision.tryAnswer(clock.getAsLong());
            if (answer == null) {
                loading.execute(() -> loadAndAnswer(decision, observer));
            } else {
                respond(answer, observer);
            }
        } catch (RuntimeException e) {
            observer.onError(status(e).asRuntimeException());
        }
    }

    private DecisionEngine.Decision prepare(RateLimitRequest request) {
        try {
            return engine.prepare(Requests.question(request));
        } catch (IllegalArgumentException e) {
            throw Requests.invalid(String.valueOf(e.getMessage()));
        }
    }

    private void loadAndAnswer(DecisionEngine.Decision decision, StreamObserver<RateLimitResponse> observer) {
        try {
            for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
                decision.loadWith(loader, clock.getAsLong());
                Answer answer = decision.tryAnswer(clock.getAsLong()); // loading may have taken long
                if (answer != null) {
                    respond(answer, observer);
                    return;
                }
            }
            throw new IllegalStateException("a counter left memory " + MAX_ATTEMPTS + " times while it was counted");
        } catch (RuntimeException e) {
            observer.onError(status(e).asRuntimeException());
        }
    }

    private static void respond(Answer answer, StreamObserver<RateLimitResponse> observer) {
        observer.onNext(Responses.response(answer));
        observer.onCompleted();
    }

    private static Status status(RuntimeException e) {
        if (e instanceof BadRequestException bad) {
            return bad.status();
        }
        if (e instanceof JournalFullException) {
            return Status.RESOURCE_EXHAUSTED.withDescription(e.getMessage());
        }
        if (e instanceof RejectedExecutionException) {
            return Status.UNAVAILABLE.withDescription("too many requests wait for counters to be read from disk");
        }
        LOG.error("A request could not be answered", e);
        return Status.INTERNAL.withDescription("the request could not be answered, see the gateway's log");
    }
}
