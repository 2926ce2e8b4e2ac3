package io.tollgate.gateway.hits;

import static java.util.Objects.requireNonNull;

import io.tollgate.accounting.Incarnation;
import io.tollgate.accounting.KnownUsage;
import io.tollgate.event.WindowHits;
import io.tollgate.gateway.decision.Counter;
import io.tollgate.gateway.decision.CounterWindow;
import io.tollgate.gateway.decision.Counters;
import io.tollgate.gateway.journal.CounterEvictor;
import io.tollgate.gateway.journal.OwnTotalsStore;
import io.tollgate.gateway.journal.TotalsKey;
import io.tollgate.gateway.usage.UsageReading;
import io.tollgate.gateway.usage.UsageStore;
import io.tollgate.gateway.usage.UsageUpdater;
import io.tollgate.gateway.usage.UsageWalk;
import io.tollgate.model.CounterKey;
import io.tollgate.topic.HitEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One background thread that sends totals which are on disk and not on the heap.
 *
 * <ul>
 *   <li>Sent are those of earlier incarnations, under the identity they were counted with, and those that left the heap
 *       before the log acknowledged them.
 *   <li>Not sent is what usage holds already, since usage is made from the log.
 *   <li>When the log holds all of them, rows are removed that nobody needs: of windows that ended, and of earlier
 *       incarnations once usage on this disk is seen to hold them, by name or in its rest.
 *   <li>Removed rows of windows that have not ended go to {@link CoveredRowsSender}, since usage may lose them.
 * </ul>
 *
 * <p>Threads: the keeper's thread says by a new generation that something is unsent, after it wrote the row. A pass reads
 * the generation before the rows and notes at its end that this one is sent, so a row that came in between makes another
 * pass. The producer's thread writes how far the log took what was sent. All else is this thread's.
 */
public final class StoredTotalsSender implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StoredTotalsSender.class);

    private static final int MAX_IN_FLIGHT = 5_000;
    private static final int WINDOWS_PER_RECORD = 32;

    /** Rows that usage did not hold at first sight and that wait for a second look. */
    private static final int MOST_UNHELD = 50_000;

    private static final int DECLARED_COVERED = 32;
    private static final long RETRY_NANOS = Duration.ofMillis(500).toNanos();
    private static final long CHECK_NANOS = Duration.ofSeconds(2).toNanos();
    private static final int CHECKS_PER_IDLE_PASS = 30;
    private static final long LONGEST_WAIT_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long WAIT_STEP_NANOS = Duration.ofMillis(20).toNanos();

    /** How many times as long as a pass took the pause after it is: a large disk is not walked over all the time. */
    private static final int PAUSE_FACTOR = 20;

    private final HitLog log;
    private final OwnTotalsStore store;
    private final UsageStore usage;
    private final Counters counters;
    private final LongSupplier clock;
    private final Thread thread;
    private final CoveredRowsSender coveredRows;
    private UsageReading usageReading = () -> true; // set before the thread starts
    private long startedNanos = System.nanoTime(); // set before the thread starts
    private long restartsSeen;
    private final AtomicLong unsentGeneration = new AtomicLong(1);
    private final Map<Integer, Long> lastOffsets = new ConcurrentHashMap<>();
    private final Set<Incarnation> earlier = new HashSet<>();
    private final AtomicLong unsentHits = new AtomicLong();
    private volatile long sentGeneration;

    /** Earlier incarnations whose totals usage holds, those that started last. */
    private volatile List<Incarnation> covered;

    private volatile boolean running = true;

    /**
     * @param store holds the rows
     * @param usage tells what need not be sent
     * @param counters those on the heap: what they hold is the reporter's to send
     * @param clock milliseconds since the Unix epoch
     */
    public StoredTotalsSender(
            HitLog log, OwnTotalsStore store, UsageStore usage, Counters counters, LongSupplier clock) {
        this.log = requireNonNull(log, "log");
        this.store = requireNonNull(store, "store");
        this.usage = requireNonNull(usage, "usage");
        this.counters = requireNonNull(counters, "counters");
        this.clock = requireNonNull(clock, "clock");
        this.restartsSeen = usage.restarts();
        this.covered = store.covered(DECLARED_COVERED);
        this.coveredRows = new CoveredRowsSender(log, store, clock);
        this.thread = new Thread(this::run, "stored-totals-sender");
    }

    /** @param reading how far usage was read; waited for a while, since what it holds need not be sent */
    void start(UsageReading reading) {
        read(reading);
        startedNanos = System.nanoTime();
        thread.start();
    }

    void read(UsageReading reading) {
        usageReading = reading;
    }

    /**
     * Notes that totals left the heap which the log does not hold yet. They are on the disk already.
     *
     * @param meteredHits how many metered hits of theirs the log does not hold
     */
    public void leftUnacknowledged(long meteredHits) {
        unsentHits.addAndGet(meteredHits);
        unsentGeneration.incrementAndGet();
        LockSupport.unpark(thread);
    }

    /**
     * Returns metered hits, answered since the start, that the log is not known to hold: what is lost with the disk. While
     * {@link #isDone} is false at the start, the disk has more, of earlier incarnations. Walks over all counters.
     */
    public long unacknowledgedHits() {
        return counters.unacknowledgedHits() + unsentHits.get();
    }

    /** Returns whether the log holds all totals that are on disk only, such as those of earlier incarnations. */
    public boolean isDone() {
        return sentGeneration == unsentGeneration.get();
    }

    /**
     * Returns what watermarks say of this gateway's incarnations. When {@link #isDone}, all that the disk held of earlier incarnations is
     * in the log: the reporter asks only then.
     */
    IncarnationStatus incarnations() {
        Incarnation present = counters.sender();
        List<Incarnation> renewed = store.starts().begun().stream()
                .filter(sender -> !sender.equals(present))
                .toList();
        return new IncarnationStatus(present, renewed, covered, store.starts().earlier());
    }

    private void run() {
        int checks = 0;
        while (running) {
            long begunNanos = System.nanoTime();
            try {
                sendAgainWhatWasForgotten();
                if (!isDone() || !earlier.isEmpty() || checks++ % CHECKS_PER_IDLE_PASS == 0) {
                    pass();
                }
                sendCoveredAgain(begunNanos);
            } catch (RuntimeException | Error e) {
                LOG.error("Sending stored totals failed; it is tried again", e);
            }
            if (running) {
                long restNanos = PAUSE_FACTOR * (System.nanoTime() - begunNanos);
                LockSupport.parkNanos(isDone() ? Math.max(CHECK_NANOS, restNanos) : RETRY_NANOS);
            }
        }
    }

    /** A topic that was created anew holds nothing of what was sent to the one before. */
    private void sendAgainWhatWasForgotten() {
        long restarts = usage.restarts();
        if (restarts != restartsSeen) {
            restartsSeen = restarts;
            unsentGeneration.incrementAndGet();
        }
    }

    /** Only to those who listen. */
    void sendCoveredAgain(long nanos) {
        if (running && isDone() && usageReading.isRead()) {
            coveredRows.step(usageReading.takeovers() + usage.restarts(), nanos);
        }
    }

    /** Returns whether usage was read past all stored totals that were sent so far. */
    public boolean sentIsRead() {
        return lastOffsets.entrySet().stream().allMatch(last -> usageReading.covers(last.getKey(), last.getValue()));
    }

    /** What usage holds need not be sent; but that it cannot be read must not keep anything from being sent. */
    private void awaitUsage() {
        while (running && !usageReading.isRead() && System.nanoTime() - startedNanos < LONGEST_WAIT_NANOS) {
            LockSupport.parkNanos(WAIT_STEP_NANOS);
        }
    }

    /** Walks over all rows once: sends them if some are not in the log, else removes those that nobody needs. */
    void pass() {
        try (UsageWalk known = usage.walk()) {
            new Pass(!isDone(), known).run();
        }
    }

    /** One walk over all rows. */
    private final class Pass {
        private final boolean sending;
        private final UsageWalk known;
        private final long generation = unsentGeneration.get();
        private final long hits = unsentHits.get();
        private final long nowMillis = clock.getAsLong();
        private final Semaphore room = new Semaphore(MAX_IN_FLIGHT);
        private final AtomicBoolean failed = new AtomicBoolean();
        private final Set<Incarnation> withRows = new HashSet<>();
        private final List<OwnTotalsStore.Row> sameCounter = new ArrayList<>();
        private final List<OwnTotalsStore.Row> unheld = new ArrayList<>();

        Pass(boolean sending, UsageWalk known) {
            this.sending = sending;
            this.known = known;
        }

        void run() {
            store.forEach(this::visit);
            finishCounter();
            if (sending && !withRows.isEmpty()) {
                sendUnheld();
            }
            room.acquireUninterruptibly(MAX_IN_FLIGHT);
            earlier.addAll(withRows);
            if (sending && running && !failed.get() && usage.restarts() == restartsSeen) {
                // registered before the first watermark, though the release that started them did not
                Set<Incarnation> found = new HashSet<>(withRows);
                found.addAll(covered);
                store.starts().found(found);
                sentGeneration = generation;
                unsentHits.addAndGet(-hits);
            }
            // a pass that was cut short did not see all rows, and would take a start for covered that has some left
            if (!sending && running) {
                declareCovered();
            }
        }

        private void visit(OwnTotalsStore.Row row) {
            if (!running || failed.get()) {
                return;
            }
            if (!sameCounter.isEmpty()
                    && !sameCounter.get(0).id().key().equals(row.id().key())) {
                finishCounter();
            }
            sameCounter.add(row);
        }

        private void finishCounter() {
            if (sameCounter.isEmpty()) {
                return;
            }
            CounterKey key = sameCounter.get(0).id().key();
            Lock lock = counters.lockOf(key);
            lock.lock();
            try {
                Counter onHeap = counters.find(key);
                sameCounter.removeIf(row -> isLive(onHeap, row));
                // looked at under the lock by which totals leave the heap: what left meanwhile is not in the log yet
                if (!sending && isDone()) {
                    removeUnneeded(key);
                }
            } finally {
                lock.unlock();
            }
            sameCounter.forEach(row -> withRows.add(row.id().sender()));
            if (sending && !sameCounter.isEmpty()) {
                // what usage holds it has from the log: after a restart that is nearly all
                takeUnheld(UsageUpdater.windows(known.find(key)));
            }
            sameCounter.clear();
        }

        private void takeUnheld(List<KnownUsage> held) {
            for (OwnTotalsStore.Row row : sameCounter) {
                if (!holds(held, row)) {
                    unheld.add(row);
                }
            }
            if (unheld.size() >= MOST_UNHELD) {
                sendUnheld();
            }
        }

        /**
         * Looks again once usage was read, at the latest state of it, and sends what it still does not hold. Waits also if
         * it held all at first sight: the follower may find that it is of a topic that is no more.
         */
        private void sendUnheld() {
            awaitUsage();
            Map<CounterKey, List<OwnTotalsStore.Row>> byCounter = new LinkedHashMap<>();
            for (OwnTotalsStore.Row row : unheld) {
                byCounter
                        .computeIfAbsent(row.id().key(), key -> new ArrayList<>())
                        .add(row);
            }
            unheld.clear();
            byCounter.forEach((key, rows) -> {
                if (running && !failed.get()) {
                    List<KnownUsage> held = UsageUpdater.windows(usage.find(key));
                    rows.removeIf(row -> holds(held, row));
                    send(key, rows);
                }
            });
        }

        /** The reporter looks after what is counted right now. */
        private boolean isLive(@Nullable Counter onHeap, OwnTotalsStore.Row row) {
            CounterWindow window = onHeap == null ? null : onHeap.find(row.id().window());
            return window != null && window.sender().equals(row.id().sender());
        }

        private void removeUnneeded(CounterKey key) {
            List<OwnTotalsStore.Row> unneeded = new ArrayList<>();
            List<OwnTotalsStore.Row> open = new ArrayList<>();
            for (OwnTotalsStore.Row row : sameCounter) {
                (CounterEvictor.isPast(row.id().window(), nowMillis) ? unneeded : open).add(row);
            }
            // of the present incarnation nothing is ever given up before its window ends
            open.removeIf(row -> counters.isOwn(row.id().sender()));
            if (!open.isEmpty()) {
                List<KnownUsage> onDisk = UsageUpdater.windows(usage.findOnDisk(key));
                open.removeIf(row -> !holds(onDisk, row) && !isInRest(onDisk, row));
                store.cover(open);
                sameCounter.removeAll(open);
            }
            // before the rows go: hits in such a window must begin under a new identity
            unneeded.stream()
                    .filter(row -> counters.isOwn(row.id().sender()))
                    .forEach(row -> counters.forgot(row.id().window()));
            store.delete(unneeded.stream().map(OwnTotalsStore.Row::id).toList());
            sameCounter.removeAll(unneeded);
        }

        private static boolean holds(List<KnownUsage> known, OwnTotalsStore.Row row) {
            return UsageUpdater.listed(known, row.id().window(), row.id().sender())
                    .covers(row.totals());
        }

        /** A sender that was sent and is not listed is in the rest: another process with this disk declared it covered. */
        private boolean isInRest(List<KnownUsage> onDisk, OwnTotalsStore.Row row) {
            TotalsKey id = row.id();
            if (!sentIsRead() || UsageUpdater.withRestFor(onDisk, id.window(), id.sender(), row.totals()) == null) {
                return false;
            }
            List<KnownUsage> latest = UsageUpdater.windows(usage.find(id.key()));
            KnownUsage known = UsageUpdater.withRestFor(latest, id.window(), id.sender(), row.totals());
            Counter counter = counters.find(id.key());
            CounterWindow window = counter == null ? null : counter.find(id.window());
            if (known != null && window != null) {
                window.others().learnInRest(known, id.sender());
            }
            return known != null;
        }

        private void send(CounterKey key, List<OwnTotalsStore.Row> rows) {
            Map<Incarnation, List<WindowHits>> bySender = new LinkedHashMap<>();
            for (OwnTotalsStore.Row row : rows) {
                bySender.computeIfAbsent(row.id().sender(), sender -> new ArrayList<>())
                        .add(WindowReport.of(row));
            }
            bySender.forEach((sender, windows) -> send(key, sender, windows));
        }

        private void send(CounterKey key, Incarnation sender, List<WindowHits> windows) {
            for (int from = 0; from < windows.size(); from += WINDOWS_PER_RECORD) {
                List<WindowHits> some = windows.subList(from, Math.min(windows.size(), from + WINDOWS_PER_RECORD));
                room.acquireUninterruptibly();
                log.send(key.bytes(), HitEvents.hits(sender, nowMillis, nowMillis, some), new SendOutcome());
            }
        }

        private final class SendOutcome implements HitLog.SendCallback {
            @Override
            public void acknowledged(int partition, long offset) {
                lastOffsets.merge(partition, offset, Math::max);
                room.release();
            }

            @Override
            public void failed(Exception cause) {
                failed.set(true);
                room.release();
            }
        }

        /** The rows are gone already: from now on these starts count among the others. */
        private void declareCovered() {
            Set<Incarnation> gone = new HashSet<>(earlier);
            gone.removeAll(withRows);
            gone.removeIf(counters::isOwn);
            for (Incarnation sender : gone) {
                store.putCovered(sender);
                LOG.info(
                        "Usage holds all that the start of {} counted", Instant.ofEpochMilli(sender.startedAtMillis()));
            }
            if (!gone.isEmpty()) {
                covered = store.covered(DECLARED_COVERED);
            }
            earlier.clear();
            earlier.addAll(withRows);
            earlier.removeIf(counters::isOwn);
        }
    }

    /** Stops the thread; what was not sent is sent at the next start. */
    @Override
    public void close() {
        running = false;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
