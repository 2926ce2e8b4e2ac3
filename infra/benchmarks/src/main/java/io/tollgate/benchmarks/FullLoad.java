package io.tollgate.benchmarks;

import io.grpc.stub.StreamObserver;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A number of requests in flight all the time, with what became of each: what a server is worth by its age. */
final class FullLoad {

    private static final int UNANSWERED_AFTER_SECONDS = 20;

    private final LoadClient client;
    private final RateLimitRequest[] requests;
    private final long beginNanos = System.nanoTime();
    private final long endNanos;
    private final int seconds;
    private final AtomicLong next = new AtomicLong();
    private final AtomicInteger failed = new AtomicInteger();
    private final Semaphore ended = new Semaphore(0);

    private FullLoad(LoadClient client, int seconds, RateLimitRequest... requests) {
        this.client = client;
        this.requests = requests;
        this.seconds = seconds;
        this.endNanos = beginNanos + Duration.ofSeconds(seconds).toNanos();
    }

    /**
     * What was seen.
     *
     * @param latencies of the answers that came in each second
     */
    record Seen(List<Latencies> latencies, int failed) {}

    /** Asks for a number of seconds. */
    static Seen ask(LoadClient client, int inFlight, int seconds, RateLimitRequest... requests)
            throws InterruptedException {
        FullLoad load = new FullLoad(client, seconds, requests);
        List<Asker> askers = new ArrayList<>();
        for (int i = 0; i < inFlight; i++) {
            askers.add(load.new Asker());
        }
        askers.forEach(Asker::ask);
        var unused = load.ended.tryAcquire(inFlight, seconds + UNANSWERED_AFTER_SECONDS, TimeUnit.SECONDS);
        List<Latencies> latencies = load.empty();
        for (Asker asker : askers) {
            for (int second = 0; second < seconds; second++) {
                latencies.get(second).addAll(asker.bySecond.get(second));
            }
        }
        return new Seen(latencies, load.failed.get());
    }

    private List<Latencies> empty() {
        List<Latencies> empty = new ArrayList<>();
        for (int i = 0; i < seconds; i++) {
            empty.add(new Latencies());
        }
        return empty;
    }

    /** One of those in flight: asks again when it is answered, so no two threads are in it at a time. */
    private final class Asker implements StreamObserver<RateLimitResponse> {
        private final List<Latencies> bySecond = empty();
        private long askedNanos;

        void ask() {
            askedNanos = System.nanoTime();
            client.ask(requests[(int) (next.getAndIncrement() % requests.length)], this);
        }

        @Override
        public void onNext(RateLimitResponse response) {
            long nanos = System.nanoTime();
            int second = (int) TimeUnit.NANOSECONDS.toSeconds(nanos - beginNanos);
            if (second < seconds) {
                bySecond.get(second).add(nanos - askedNanos);
            }
        }

        @Override
        public void onError(Throwable cause) {
            failed.incrementAndGet();
            onCompleted();
        }

        @Override
        public void onCompleted() {
            if (System.nanoTime() - endNanos < 0) {
                ask();
            } else {
                ended.release();
            }
        }
    }
}
