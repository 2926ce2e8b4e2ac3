package io.tollgate.gateway.rls;

import static java.util.Objects.requireNonNull;

import io.grpc.Status;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse;
import io.tollgate.gateway.decision.CounterLoader;
import io.tollgate.gateway.decision.Decision;
import io.tollgate.gateway.decision.DecisionEngine;
import io.tollgate.gateway.decision.JournalFullException;
import io.tollgate.gateway.decision.PendingDecision;
import io.tollgate.gateway.decision.SubscriptionsUnknownException;
import io.tollgate.gateway.decision.TooManyHitsException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests, whichever way they came. Never blocks: a request whose counters are on the heap is answered on the
 * calling thread, without a lock or a disk, and so is one whose counters nobody has seen before; others go to the loading
 * pool. Thread-safe.
 */
public final class RateLimitHandler {

    private static final Logger LOG = LoggerFactory.getLogger(RateLimitHandler.class);

    /** A counter may leave the heap between loading and counting; more often than this it cannot be bad luck. */
    private static final int MAX_ATTEMPTS = 1_000;

    private final Deciding deciding;
    private final BooleanSupplier limitsLoaded;
    private final Responses responses;

    /**
     * What decides.
     *
     * @param loading runs what may touch a disk; bounded, rejects what is too much
     * @param clock milliseconds since the Unix epoch
     */
    public record Deciding(DecisionEngine engine, CounterLoader loader, Executor loading, LongSupplier clock) {

        public Deciding {
            requireNonNull(engine, "engine");
            requireNonNull(loader, "loader");
            requireNonNull(loading, "loading");
            requireNonNull(clock, "clock");
        }
    }

    /** Is told once what became of a request, on the asking thread or on one of the loading pool; must not block. */
    public interface ResponseObserver {

        /** The request has this response. */
        void answered(RateLimitResponse response);

        /** The request cannot be answered. */
        void failed(Status status);
    }

    /** @param limitsLoaded whether limits are in force; once they are, this must stay so */
    public RateLimitHandler(Deciding deciding, BooleanSupplier limitsLoaded, ResponseOptions options) {
        this.deciding = requireNonNull(deciding, "deciding");
        this.limitsLoaded = requireNonNull(limitsLoaded, "limitsLoaded");
        this.responses = new Responses(options);
    }

    /** Decides a request, counts it, and tells the outcome. */
    public void ask(RateLimitRequest request, ResponseObserver outcome) {
        ask(request, Purpose.CHARGE, outcome);
    }

    void ask(RateLimitRequest request, Purpose purpose, ResponseObserver outcome) {
        RateLimitResponse response;
        try {
            PendingDecision decision = prepare(request, purpose);
            Decision answer = decision.tryDecide(now());
            if (answer == null && decision.addNewWith(deciding.loader(), now())) {
                answer = decision.tryDecide(now());
            }
            if (answer == null) {
                deciding.loading().execute(() -> loadAndAnswer(request, decision, outcome));
                return;
            }
            response = responses.response(request, answer);
        } catch (RuntimeException e) {
            outcome.failed(status(e));
            return;
        }
        outcome.answered(response);
    }

    private PendingDecision prepare(RateLimitRequest request, Purpose purpose) {
        QueryReader.requireQuery(request);
        if (!limitsLoaded.getAsBoolean()) {
            throw QueryReader.rejected("no rate limit configuration loaded");
        }
        try {
            return deciding.engine().prepare(QueryReader.query(request, purpose));
        } catch (IllegalArgumentException e) {
            throw QueryReader.invalid(String.valueOf(e.getMessage()));
        }
    }

    private void loadAndAnswer(RateLimitRequest request, PendingDecision decision, ResponseObserver outcome) {
        RateLimitResponse response;
        try {
            response = responses.response(request, load(decision));
        } catch (RuntimeException e) {
            outcome.failed(status(e));
            return;
        }
        outcome.answered(response);
    }

    private Decision load(PendingDecision decision) {
        @Nullable Decision answer = null;
        for (int attempt = 0; attempt < MAX_ATTEMPTS && answer == null; attempt++) {
            decision.loadWith(deciding.loader(), now());
            answer = decision.tryDecide(now()); // loading may have taken long
        }
        if (answer == null) {
            throw new IllegalStateException("a counter left memory " + MAX_ATTEMPTS + " times while it was counted");
        }
        return answer;
    }

    private long now() {
        return deciding.clock().getAsLong();
    }

    private static Status status(RuntimeException e) {
        if (e instanceof BadRequestException bad) {
            return bad.status();
        }
        if (e instanceof JournalFullException) {
            return Status.RESOURCE_EXHAUSTED.withDescription(e.getMessage());
        }
        if (e instanceof SubscriptionsUnknownException) {
            return Status.UNAVAILABLE.withDescription(e.getMessage());
        }
        if (e instanceof TooManyHitsException) {
            return Status.OUT_OF_RANGE.withDescription(e.getMessage());
        }
        if (e instanceof RejectedExecutionException) {
            return Status.UNAVAILABLE.withDescription("too many requests wait for counters to be read from disk");
        }
        LOG.error("A request could not be answered", e);
        return Status.INTERNAL.withDescription("the request could not be answered, see the gateway's log");
    }
}
