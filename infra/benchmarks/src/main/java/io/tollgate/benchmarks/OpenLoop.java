package io.tollgate.benchmarks;

import io.grpc.stub.StreamObserver;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse.Code;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** One request again and again at a fixed rate, from several gateways in turn, however long the answers take. */
final class OpenLoop {

    private static final long EARLY_NANOS = 60_000;

    private final List<LoadClient> clients;
    private final RateLimitRequest request;

    /** What came of it. */
    static final class Outcome {
        private final int sent;
        private final Duration sentIn;
        private final long[] admittedNanos;

        private Outcome(int sent, Duration sentIn, long[] admittedNanos) {
            this.sent = sent;
            this.sentIn = sentIn;
            this.admittedNanos = admittedNanos;
        }

        double perSecond() {
            return sent * 1e9 / sentIn.toNanos();
        }

        int admitted() {
            return admittedNanos.length;
        }

        /** Returns when so many had been admitted, by {@link System#nanoTime()}. */
        long nanosOf(int number) {
            return admittedNanos[number - 1];
        }
    }

    OpenLoop(List<LoadClient> clients, RateLimitRequest request) {
        this.clients = List.copyOf(clients);
        this.request = request;
    }

    /** Returns at a time, or a little later where the kernel wakes late. */
    static void awaitDue(long dueNanos) {
        while (System.nanoTime() < dueNanos) {
            LockSupport.parkNanos(Math.max(1, dueNanos - System.nanoTime() - EARLY_NANOS));
        }
    }

    /** Sends, and returns when all is answered. */
    Outcome run(int perSecond, Duration time) {
        return run(
                (int) (perSecond * time.toMillis() / 1000),
                Duration.ofSeconds(1).toNanos() / perSecond);
    }

    /** Sends so many at once, and returns when all are answered. */
    Outcome runAtOnce(int count) {
        return run(count, 0);
    }

    private Outcome run(int count, long step) {
        Answers answers = new Answers(count);
        long begin = System.nanoTime();
        for (int i = 0; i < count; i++) {
            awaitDue(begin + i * step);
            clients.get(i % clients.size()).ask(request, answers);
        }
        Duration sentIn = Duration.ofNanos(System.nanoTime() - begin);
        return new Outcome(count, sentIn, answers.awaitAll());
    }

    /** Takes all answers; thread-safe. */
    private static final class Answers implements StreamObserver<RateLimitResponse> {
        private final int count;
        private final long[] admittedNanos;
        private final AtomicInteger admitted = new AtomicInteger();
        private final AtomicInteger failed = new AtomicInteger();
        private final Semaphore done = new Semaphore(0);

        Answers(int count) {
            this.count = count;
            this.admittedNanos = new long[count];
        }

        @Override
        public void onNext(RateLimitResponse response) {
            if (response.getOverallCode() == Code.OK) {
                admittedNanos[admitted.getAndIncrement()] = System.nanoTime();
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

        long[] awaitAll() {
            done.acquireUninterruptibly(count);
            if (failed.get() > 0) {
                throw new IllegalStateException(failed.get() + " of " + count + " requests failed");
            }
            long[] sorted = Arrays.copyOf(admittedNanos, admitted.get());
            Arrays.sort(sorted);
            return sorted;
        }
    }
}
