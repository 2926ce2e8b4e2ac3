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
import io.tollgate.it.faults.Traffic.Asked;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/**
 * Clients that ask any gateway for any customer as fast as their pace allows, and write down what they are told. One
 * that gets no answer goes on; whether the hits count is then not known. Thread-safe.
 */
final class Clients implements AutoCloseable {

    private static final int CUSTOMERS = 12;
    private static final int THREADS = 6;
    private static final int THREADS_OF_PLANS = 3;
    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(8);
    private static final long DEADLINE_SECONDS = 2;
    private static final Duration KNOWN = Duration.ofMinutes(1);

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
        for (int i = 0; i < THREADS + THREADS_OF_PLANS; i++) {
            Random random = new Random(seed * 31 + i);
            Traffic traffic = i < THREADS ? Traffic.ofLimitFile(CUSTOMERS) : Traffic.ofPlans();
            Thread thread = new Thread(() -> run(traffic, random), "client-" + i);
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

    /** Waits until a gateway knows what was sold. */
    static void awaitSold(int port) {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        try {
            Awaitility.await("the gateway to know what was sold")
                    .atMost(KNOWN)
                    .ignoreExceptions()
                    .until(() -> Traffic.looks().allMatch(look -> isOk(channel, look)));
        } finally {
            channel.shutdownNow();
        }
    }

    private static boolean isOk(ManagedChannel channel, Asked asked) {
        return RateLimitServiceGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                        .shouldRateLimit(request(asked))
                        .getOverallCode()
                == Code.OK;
    }

    private void run(Traffic traffic, Random random) {
        while (running) {
            if (moving) {
                hours.arriveAndAwaitAdvance(); // all stand
                hours.arriveAndAwaitAdvance(); // the clock is set
            }
            ask(traffic.next(random, hour.get()), random);
            LockSupport.parkNanos(PACE_NANOS);
        }
        hours.arriveAndDeregister();
    }

    private void ask(Asked asked, Random random) {
        Cell cell = asked.cell();
        long hits = asked.hits();
        ManagedChannel channel = channels.get(random.nextInt(channels.size()));
        try {
            Code code = RateLimitServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .shouldRateLimit(request(asked))
                    .getOverallCode();
            if (asked.givesBack()) {
                answers.givenBack(cell, hits);
            } else if (asked.reported() || code == Code.OK) {
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

    private static RateLimitRequest request(Asked asked) {
        return RateLimitRequest.newBuilder()
                .setDomain(asked.domain())
                .addDescriptors(RateLimitDescriptor.newBuilder()
                        .setHitsAddend(UInt64Value.of(asked.hits()))
                        .setIsNegativeHits(asked.givesBack())
                        .addEntries(RateLimitDescriptor.Entry.newBuilder()
                                .setKey(asked.key())
                                .setValue(asked.value())))
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
