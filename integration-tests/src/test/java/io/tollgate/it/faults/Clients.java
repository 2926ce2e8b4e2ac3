package io.tollgate.it.faults;

import com.google.protobuf.UInt64Value;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.tollgate.envoy.extensions.common.ratelimit.v3.RateLimitDescriptor;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse.Code;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitServiceGrpc;
import io.tollgate.it.faults.Answers.Cell;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that ask any gateway for any customer as fast as their pace allows, and write down what they are told. One
 * that gets no answer goes on; whether the hits count is then not known. Thread-safe.
 */
final class Clients implements AutoCloseable {

    static final int CUSTOMERS = 12;
    private static final int THREADS = 6;
    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(8);
    private static final long DEADLINE_SECONDS = 2;
    private static final int MOST_HITS = 3;

    /** So seldom that limits are still reached. */
    private static final int GIVES_BACK_ONE_OF = 20;

    private final Answers answers;
    private final List<ManagedChannel> channels = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    /** All clients and whoever moves the clock: between two hours nobody waits for an answer. */
    private final Phaser hours = new Phaser(1);

    private volatile boolean moving;
    private volatile boolean running = true;
    private final AtomicInteger hour = new AtomicInteger();

    Clients(Site site, long seed, Answers answers) {
        this.answers = answers;
        for (int i = 0; i < site.gateways().size(); i++) {
            alsoAsk(site.port(i));
        }
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(seed * 31 + i);
            Thread thread = new Thread(() -> run(random), "client-" + i);
            hours.register();
            threads.add(thread);
            thread.start();
        }
    }

    /** Adds a gateway to those that are asked. */
    final void alsoAsk(int port) {
        channels.add(
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build());
    }

    private void run(Random random) {
        while (running) {
            if (moving) {
                hours.arriveAndAwaitAdvance(); // all stand
                hours.arriveAndAwaitAdvance(); // the clock is set
            }
            ask(random);
            LockSupport.parkNanos(PACE_NANOS);
        }
        hours.arriveAndDeregister();
    }

    private void ask(Random random) {
        Cell cell = new Cell("customer-" + random.nextInt(CUSTOMERS), hour.get());
        long hits = random.nextLong(1, MOST_HITS + 1);
        boolean givesBack = random.nextInt(GIVES_BACK_ONE_OF) == 0;
        ManagedChannel channel = channels.get(random.nextInt(channels.size()));
        try {
            Code code = RateLimitServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .shouldRateLimit(request(cell.customer(), hits, givesBack))
                    .getOverallCode();
            if (givesBack) {
                answers.givenBack(cell, hits);
            } else if (code == Code.OK) {
                answers.admitted(cell, hits);
            } else {
                answers.denied(cell, hits);
            }
        } catch (StatusRuntimeException e) {
            if (!(e.getCause() instanceof ConnectException)) { // never sent
                answers.unknown(cell, hits);
            }
            channel.resetConnectBackoff();
        }
    }

    private static RateLimitRequest request(String customer, long hits, boolean givesBack) {
        return RateLimitRequest.newBuilder()
                .setDomain("quota")
                .addDescriptors(RateLimitDescriptor.newBuilder()
                        .setHitsAddend(UInt64Value.of(hits))
                        .setIsNegativeHits(givesBack)
                        .addEntries(RateLimitDescriptor.Entry.newBuilder()
                                .setKey("customer")
                                .setValue(customer)))
                .build();
    }

    /** Lets all clients stand, does something, and lets them go on with the next hour. */
    void nextHour(Runnable whileAllStand) {
        moving = true;
        hours.arriveAndAwaitAdvance();
        whileAllStand.run();
        hour.incrementAndGet();
        moving = false;
        hours.arriveAndAwaitAdvance();
    }

    /** Stops asking; what is on its way is answered or given up. */
    @Override
    public void close() {
        running = false;
        hours.arriveAndDeregister();
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        channels.forEach(ManagedChannel::shutdownNow);
    }
}
