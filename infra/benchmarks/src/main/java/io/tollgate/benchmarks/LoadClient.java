package io.tollgate.benchmarks;

import com.google.protobuf.UInt64Value;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.tollgate.envoy.extensions.common.ratelimit.v3.RateLimitDescriptor;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitServiceGrpc;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitServiceGrpc.RateLimitServiceBlockingStub;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitServiceGrpc.RateLimitServiceStub;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Drives a rate limit service. */
final class LoadClient implements AutoCloseable {

    private static final Duration ASK_AGAIN = Duration.ofMillis(5);

    private final ManagedChannel channel;
    private final RateLimitServiceStub stub;
    private final RateLimitServiceBlockingStub blocking;
    private final LongFunction<RateLimitRequest> requests;

    /** @param requests are asked in turn */
    LoadClient(int port, RateLimitRequest... requests) {
        this("127.0.0.1:" + port, requests);
    }

    /** @param requests says what is asked the nth time, counted from 0 */
    LoadClient(int port, LongFunction<RateLimitRequest> requests) {
        this("127.0.0.1:" + port, requests);
    }

    /**
     * @param target {@code host:port}
     * @param requests are asked in turn
     */
    LoadClient(String target, RateLimitRequest... requests) {
        this(target, number -> requests[(int) (number % requests.length)]);
    }

    private LoadClient(String target, LongFunction<RateLimitRequest> requests) {
        this.channel = NettyChannelBuilder.forTarget(target)
                .usePlaintext()
                .directExecutor()
                .build();
        this.stub = RateLimitServiceGrpc.newStub(channel);
        this.blocking = RateLimitServiceGrpc.newBlockingStub(channel);
        this.requests = requests;
    }

    static RateLimitRequest request(String key, String value) {
        return request("bench", key, value);
    }

    static RateLimitRequest request(String domain, String key, String value) {
        return RateLimitRequest.newBuilder()
                .setDomain(domain)
                .addDescriptors(RateLimitDescriptor.newBuilder()
                        .addEntries(RateLimitDescriptor.Entry.newBuilder()
                                .setKey(key)
                                .setValue(value)))
                .build();
    }

    /** Returns the request as a look: it counts nothing. */
    static RateLimitRequest look(RateLimitRequest request) {
        RateLimitRequest.Builder look = request.toBuilder();
        look.getDescriptorsBuilderList().forEach(descriptor -> descriptor.setHitsAddend(UInt64Value.of(0)));
        return look.build();
    }

    /**
     * Returns how many hits the limit of a request's first descriptor has left. Asks again and again while there is no
     * answer, since a server listens before it answers.
     */
    long remaining(RateLimitRequest request, Duration longest) {
        long deadline = System.nanoTime() + longest.toNanos();
        while (true) {
            try {
                return Integer.toUnsignedLong(ask(request).getStatuses(0).getLimitRemaining());
            } catch (StatusRuntimeException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(ASK_AGAIN.toNanos());
            }
        }
    }

    /** Asks once and waits. */
    RateLimitResponse ask(RateLimitRequest request) {
        return blocking.shouldRateLimit(request);
    }

    /** Asks once and does not wait. */
    void ask(RateLimitRequest request, StreamObserver<RateLimitResponse> answer) {
        stub.shouldRateLimit(request, answer);
    }

    /** Asks each of a number of requests once, so many at a time, and returns when all are answered. */
    void askEach(IntFunction<RateLimitRequest> asked, int count, int inFlight) {
        Semaphore room = new Semaphore(inFlight);
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        for (int i = 0; i < count; i++) {
            room.acquireUninterruptibly();
            stub.withWaitForReady().shouldRateLimit(asked.apply(i), new StreamObserver<>() {
                @Override
                public void onNext(RateLimitResponse response) {}

                @Override
                public void onError(Throwable cause) {
                    failure.compareAndSet(null, cause);
                    room.release();
                }

                @Override
                public void onCompleted() {
                    room.release();
                }
            });
        }
        room.acquireUninterruptibly(inFlight);
        Throwable cause = failure.get();
        if (cause != null) {
            throw new IllegalStateException("a request failed", cause);
        }
    }

    /** Keeps a number of requests in flight and returns how many were answered in the time. */
    long closedLoop(int inFlight, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        AtomicLong answered = new AtomicLong();
        AtomicLong next = new AtomicLong();
        Semaphore running = new Semaphore(0);
        for (int i = 0; i < inFlight; i++) {
            new Loop(end, answered, next, running).ask();
        }
        running.acquireUninterruptibly(inFlight);
        return answered.get();
    }

    private final class Loop implements StreamObserver<RateLimitResponse> {
        private final long end;
        private final AtomicLong answered;
        private final AtomicLong next;
        private final Semaphore running;

        Loop(long end, AtomicLong answered, AtomicLong next, Semaphore running) {
            this.end = end;
            this.answered = answered;
            this.next = next;
            this.running = running;
        }

        void ask() {
            stub.shouldRateLimit(requests.apply(next.getAndIncrement()), this);
        }

        @Override
        public void onNext(RateLimitResponse response) {
            answered.incrementAndGet();
        }

        @Override
        public void onError(Throwable cause) {
            running.release();
            throw new IllegalStateException("a request failed", cause);
        }

        @Override
        public void onCompleted() {
            if (System.nanoTime() < end) {
                new Loop(end, answered, next, running).ask();
            } else {
                running.release();
            }
        }
    }

    /** Asks at a fixed rate and returns latencies, counted from when each request was due. */
    Latencies openLoop(int perSecond, Duration time) {
        int count = (int) (perSecond * time.toMillis() / 1000);
        long step = Duration.ofSeconds(1).toNanos() / perSecond;
        long[] nanos = new long[count];
        Semaphore done = new Semaphore(0);
        long begin = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long due = begin + i * step;
            OpenLoop.awaitDue(due);
            int index = i;
            stub.shouldRateLimit(requests.apply(i), new StreamObserver<>() {
                @Override
                public void onNext(RateLimitResponse response) {
                    nanos[index] = System.nanoTime() - due;
                }

                @Override
                public void onError(Throwable cause) {
                    done.release();
                }

                @Override
                public void onCompleted() {
                    done.release();
                }
            });
        }
        done.acquireUninterruptibly(count);
        return Latencies.of(nanos);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
