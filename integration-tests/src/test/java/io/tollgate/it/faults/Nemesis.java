package io.tollgate.it.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
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

    /** What is freed of a full disk at first, in bytes; then twice as much, and so on. */
    private static final long LEAST_ROOM = 16 << 10;

    private final Site site;
    private final Random random;
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final ExecutorService hands = Executors.newCachedThreadPool();
    private final List<CompletableFuture<Void>> open = new ArrayList<>();
    private final Set<Part> busy = ConcurrentHashMap.newKeySet();

    /** What comes with the next full disk; not drawn, so that the rest of a seed's plan is what it was. */
    private int fullDiskTurn;

    Nemesis(Site site, long seed) {
        this.site = site;
        this.random = new Random(seed);
        this.fullDiskTurn = (int) (seed / 4 % 3);
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

    /** By turns the gateway only stands it, or is also killed, and started before there is room or when there is. */
    private void fill(SmallDisk disk) {
        Part part = site.gateways().get(0);
        long fullMillis = between(1_000, 8_000);
        String full = "full disk under " + part.name() + " for " + fullMillis + " ms";
        switch (fullDiskTurn++ % 3) {
            case 0 ->
                later(part, full + " and kill -9, started while full", fullMillis, disk::fill, () -> {
                    part.kill();
                    startOnFull(disk, part);
                });
            case 1 ->
                later(part, full + " and kill -9, started with room", fullMillis, disk::fill, () -> {
                    part.kill();
                    disk.free();
                    part.launch();
                    part.awaitReady();
                });
            default -> later(part, full, fullMillis, disk::fill, disk::free);
        }
    }

    /** It ends instead of answering, each time at another step of its start, until enough room was made. */
    private void startOnFull(SmallDisk disk, Part part) {
        disk.fill(); // what the dead process gave back, if anything
        part.launch();
        long room = 0;
        for (long more = LEAST_ROOM; !part.awaitReadyOrEnd() && room < SmallDisk.BYTES; more *= 2) {
            disk.makeRoom(more);
            room += more;
            part.launch();
        }
        part.awaitReady();
        disk.free();
        done.add(part.name() + " answers with room for " + (room >> 10) + " KiB");
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
