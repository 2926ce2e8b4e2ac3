package io.tollgate.benchmarks;

import io.grpc.stub.StreamObserver;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse.Code;
import java.time.Clock;
import java.time.Duration;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One request at a fixed rate over several gateways for many windows of a second, and what was admitted in each. An answer
 * belongs to the second in which it comes: where a window's last hits are denied that is the window that admitted it.
 */
final class Saturation {

    /** What came of it. */
    static final class Outcome {
        private final int limit;
        private final int[] admitted;
        private final int sent;
        private final int failed;
        private final Latencies latencies;

        private Outcome(int limit, int[] admitted, int sent, int failed, Latencies latencies) {
            this.limit = limit;
            this.admitted = admitted;
            this.sent = sent;
            this.failed = failed;
            this.latencies = latencies;
        }

        /** Returns by how much more than the limit was admitted in all, in percent of it; negative if less was. */
        double excessPercent() {
            return excessPercent(0, admitted.length);
        }

        private double excessPercent(int from, int seconds) {
            long hits = 0;
            for (int i = from; i < from + seconds; i++) {
                hits += admitted[i];
            }
            return 100.0 * hits / limit / seconds - 100;
        }

        /** Returns the smallest, the mean and the largest excess of all buckets of a length, in percent. */
        DoubleSummaryStatistics percentIn(int seconds) {
            return IntStream.range(0, admitted.length / seconds)
                    .mapToDouble(bucket -> excessPercent(bucket * seconds, seconds))
                    .summaryStatistics();
        }

        /** Returns the second with the largest excess, counted from 1. */
        int worstSecond() {
            int worst = 0;
            for (int i = 1; i < admitted.length; i++) {
                worst = admitted[i] > admitted[worst] ? i : worst;
            }
            return worst + 1;
        }

        /**
         * Returns how much of what the limit allows in its windows, in percent, was admitted in them.
         *
         * @param from the first second that counts
         */
        double utilisationPercent(int from) {
            long used = 0;
            for (int i = from; i < admitted.length; i++) {
                used += Math.min(limit, admitted[i]);
            }
            return 100.0 * used / limit / (admitted.length - from);
        }

        /** Returns the share of all requests that was denied, in percent. */
        double deniedPercent() {
            long all = 0;
            for (int each : admitted) {
                all += each;
            }
            return 100 - 100.0 * all / sent;
        }

        int failed() {
            return failed;
        }

        double millis(double percentile) {
            return latencies.millis(percentile);
        }
    }

    private final List<LoadClient> clients;
    private final double firstShare;
    private final RateLimitRequest request;
    private final Clock clock = Clock.systemUTC();

    /**
     * @param firstShare how much of the load the first client has; the others share the rest
     * @param request is asked again and again
     */
    Saturation(List<LoadClient> clients, double firstShare, RateLimitRequest request) {
        this.clients = List.copyOf(clients);
        this.firstShare = firstShare;
        this.request = request;
    }

    /**
     * Asks from the start of the next second on.
     *
     * @param limit hits a second
     * @param endFirst is called when half the time is over, and the first gateway is not asked any more then; null if all
     *     are asked all the time
     */
    Outcome run(int limit, int perSecond, int seconds, @Nullable Runnable endFirst) throws InterruptedException {
        int count = perSecond * seconds;
        long step = Duration.ofSeconds(1).toNanos() / perSecond;
        long[] nanos = new long[count];
        AtomicIntegerArray admitted = new AtomicIntegerArray(seconds + 1);
        AtomicInteger failed = new AtomicInteger();
        Semaphore done = new Semaphore(0);
        long startMillis = Math.floorDiv(clock.millis(), 1000) * 1000 + 1000;
        long begin = System.nanoTime() + (startMillis - clock.millis()) * 1_000_000;
        boolean ended = false;
        for (int i = 0; i < count; i++) {
            long due = begin + i * step;
            OpenLoop.awaitDue(due);
            if (endFirst != null && i == count / 2) {
                ended = true;
                endFirst.run();
            }
            int index = i;
            client(i, ended).ask(request, new StreamObserver<>() {
                @Override
                public void onNext(RateLimitResponse response) {
                    nanos[index] = System.nanoTime() - due;
                    if (response.getOverallCode() == Code.OK) {
                        long second = Math.floorDiv(clock.millis() - startMillis, 1000);
                        admitted.incrementAndGet((int) Math.max(0, Math.min(seconds, second)));
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
        done.acquire(count);
        return outcome(limit, admitted, count, failed.get(), nanos);
    }

    private static Outcome outcome(int limit, AtomicIntegerArray admitted, int sent, int failed, long[] nanos) {
        int[] bySecond = new int[admitted.length() - 1];
        for (int i = 0; i < bySecond.length; i++) {
            bySecond[i] = admitted.get(i);
        }
        return new Outcome(limit, bySecond, sent, failed, Latencies.of(nanos));
    }

    /** The load is spread evenly in time: the golden ratio's multiples fall evenly into any share. */
    private LoadClient client(int number, boolean withoutFirst) {
        double place = number * 0.6180339887498949 % 1;
        if (withoutFirst) {
            return clients.get(1 + (int) (place * (clients.size() - 1)));
        }
        if (place < firstShare) {
            return clients.get(0);
        }
        double rest = (place - firstShare) / (1 - firstShare);
        return clients.get(1 + (int) (rest * (clients.size() - 1)));
    }
}
