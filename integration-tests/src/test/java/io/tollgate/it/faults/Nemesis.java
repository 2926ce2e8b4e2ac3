package io.tollgate.it.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;

/**
 * Kills, pauses and restarts parts, as a seed says. A plan holds for one hour of the run; what it breaks it mends, some
 * of it only in a later hour, so that faults last across the end of a window. Used by one thread.
 */
final class Nemesis implements AutoCloseable {

    private static final Duration MEND = Duration.ofMinutes(3);

    /** Longer than the time after which a group gives a member up. */
    private static final long PAST_THE_SESSION_MS = 14_000;

    private final Site site;
    private final Random random;
    private final List<String> done = new ArrayList<>();
    private final ExecutorService hands = Executors.newCachedThreadPool();
    private final List<CompletableFuture<Void>> open = new ArrayList<>();
    private final Set<Part> busy = ConcurrentHashMap.newKeySet();

    Nemesis(Site site, long seed) {
        this.site = site;
        this.random = new Random(seed);
    }

    /** Begins a fault or two that were not begun yet on parts that are whole. */
    void strike() {
        SmallDisk disk = site.disk();
        if (disk != null && random.nextInt(3) == 0) {
            fill(disk);
            return;
        }
        switch (random.nextInt(10)) {
            case 0, 1 -> killGateway();
            case 2 -> pauseGateway();
            case 3 -> killStreams();
            case 4 -> pauseStreams();
            case 5 -> killBroker();
            case 6 -> pauseBroker();
            case 7 -> {
                killGateway();
                killStreams();
            }
            case 8 -> restart(any(site.gateways()));
            default -> restart(any(site.streams()));
        }
    }

    private Part any(List<Part> parts) {
        return parts.get(random.nextInt(parts.size()));
    }

    private void killGateway() {
        killAndMend(any(site.gateways()), between(200, 5_000));
    }

    private void killStreams() {
        killAndMend(any(site.streams()), between(200, 5_000));
    }

    private void killBroker() {
        killAndMend(site.broker(), between(500, 8_000));
    }

    private void pauseGateway() {
        pauseAndMend(any(site.gateways()), between(500, 5_000));
    }

    private void pauseStreams() {
        pauseAndMend(any(site.streams()), random.nextBoolean() ? PAST_THE_SESSION_MS : between(500, 5_000));
    }

    private void pauseBroker() {
        pauseAndMend(site.broker(), between(1_000, 12_000));
    }

    private long between(int least, int most) {
        return random.nextInt(least, most);
    }

    private void fill(SmallDisk disk) {
        Part part = site.gateways().get(0);
        long fullMillis = between(1_000, 8_000);
        later(
                part,
                "full disk under " + part.name() + " for " + fullMillis + " ms",
                fullMillis,
                disk::fill,
                disk::free);
    }

    /** As a rolling upgrade does it. */
    private void restart(Part part) {
        later(part, "restart " + part.name(), 0, part::stop, () -> {
            part.launch();
            part.awaitReady();
        });
    }

    /** Waits until a gateway is whole, and returns its number. */
    int wholeGateway() {
        int gateway = random.nextInt(site.gateways().size());
        Part part = site.gateways().get(gateway);
        Awaitility.await(part.name() + " to be mended").atMost(MEND).until(() -> !busy.contains(part));
        return gateway;
    }

    /** Mends all and then takes Kafka away, so that from now on hits are on the gateways' disks only. */
    void cutOff() throws InterruptedException {
        mendAll();
        for (int gateway = 0; gateway < site.gateways().size(); gateway++) {
            int number = gateway;
            Awaitility.await("totals of earlier starts to be sent").atMost(MEND).until(() -> site.storedIsSent(number));
        }
        site.broker().pause();
        done.add("pause kafka for an hour of the run");
    }

    /** Ends {@link #cutOff}. */
    void connect() {
        site.broker().resume();
    }

    /** Loses a gateway and its disk, and returns how many hits it said it had there only. No client may be asking. */
    long wipe(int gateway) {
        Part part = site.gateways().get(gateway);
        long lost = site.unacknowledged(gateway);
        part.kill();
        site.wipe(gateway);
        part.launch();
        part.awaitReady();
        done.add("wipe the disk of " + part.name() + " with " + lost + " hits that Kafka had not acknowledged");
        return lost;
    }

    /** Goes on with a gateway and a copy of it as of now, and returns where the copy listens. */
    int cloneGateway(int gateway) {
        Part part = site.gateways().get(gateway);
        part.kill();
        int port = site.startClone(gateway);
        part.launch();
        part.awaitReady();
        done.add("clone " + part.name());
        return port;
    }

    private void killAndMend(Part part, long downMillis) {
        later(part, "kill -9 " + part.name() + " for " + downMillis + " ms", downMillis, part::kill, () -> {
            part.launch();
            part.awaitReady();
        });
    }

    private void pauseAndMend(Part part, long pausedMillis) {
        later(part, "pause " + part.name() + " for " + pausedMillis + " ms", pausedMillis, part::pause, part::resume);
    }

    /** A part has one fault at a time. */
    private void later(Part part, String what, long millis, Runnable fault, Runnable mend) {
        if (!busy.add(part)) {
            return;
        }
        done.add(what);
        fault.run();
        open.add(CompletableFuture.runAsync(
                () -> {
                    mend.run();
                    busy.remove(part);
                },
                CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, hands)));
    }

    /** Waits until all that was broken is mended. */
    void mendAll() throws InterruptedException {
        for (CompletableFuture<Void> mended : open) {
            try {
                mended.get(MEND.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new AssertionError("a part did not come back\n" + site.output(), e);
            }
        }
        open.clear();
    }

    /** Returns what it did, in order. */
    List<String> done() {
        return List.copyOf(done);
    }

    @Override
    public void close() {
        hands.shutdownNow();
    }
}
