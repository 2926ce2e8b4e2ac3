package io.tollgate.gateway.hits;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.event.WindowHits;
import io.tollgate.gateway.decision.CounterWindow;
import io.tollgate.gateway.decision.DirtyState;
import io.tollgate.gateway.journal.AdaptiveInterval;
import io.tollgate.model.CounterKey;
import io.tollgate.topic.HitEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One background thread that reports own totals. Requests only queue a window the first time it is dirty after a report:
 * nothing grows with the number of hits. A counter has one record on its way at a time; what is counted meanwhile goes into
 * the next, so that while Kafka is away each counter waits once, however many hits it takes.
 *
 * <p>Threads: requests and loaders put windows into the two queues, the producer's thread puts what became of records into
 * a third, and writes acknowledgements to the windows. The schedule and all that is neither final, atomic nor volatile is
 * the reporter's thread's; {@link #drain} takes its place after it ended. Whoever puts something urgent into a queue looks
 * at {@code paused} afterwards, and the thread sets {@code paused} before it looks at the queues: so it is not put to sleep
 * over something urgent.
 */
public final class HitReporter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HitReporter.class);

    private static final long BURST_NANOS = Duration.ofMillis(250).toNanos();
    private static final long RETRY_NANOS = Duration.ofMillis(500).toNanos();
    private static final long UNREACHABLE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long BLOCKED_NANOS = Duration.ofMillis(100).toNanos();
    private static final long LONGEST_ROUND_NANOS = Duration.ofMillis(100).toNanos();
    private static final long LONGEST_PAUSE_NANOS = Duration.ofMillis(50).toNanos();
    private static final int SHORT_WINDOW_REPORTS = 20;

    /** Hits in a request that read the clock but did not count yet are not in a watermark that says "all up to now". */
    private static final long WATERMARK_MARGIN_MS = 2_000;

    private final HitLog log;
    private final Settings settings;
    private final LongSupplier clock;
    private final WatermarkPublisher watermarks;
    private final BooleanSupplier storedSent;

    private final Queue<CounterWindow> dirty = new ConcurrentLinkedQueue<>();
    private final Queue<CounterWindow> urgent = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> outcomes = new ConcurrentLinkedQueue<>();
    private final ReportSchedule schedule;
    private final FirstReports firstReports;
    private final AtomicLong records = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong acknowledgedNanos = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final Thread thread;
    private int inFlight;
    private long roundNanos;
    private long askAgainNanos;
    private boolean reachable = true;
    private volatile int waiting;
    private volatile boolean running = true;
    private volatile boolean paused;

    /**
     * How reports are made.
     *
     * @param pace how long hits wait for a report that nothing hurries
     * @param spacing how long a counter rests between two reports, however urgent
     * @param lag how long a report takes to reach other gateways: no window is reported for its limit that no limit
     *     needs that long any more
     * @param maxInFlight records on their way at a time
     * @param watermarkInterval how often each partition is told how far this gateway reported
     * @param label the gateway's name for people
     */
    public record Settings(
            AdaptiveInterval pace,
            Duration spacing,
            Duration lag,
            int maxInFlight,
            Duration watermarkInterval,
            String label) {}

    /**
     * @param clock milliseconds since the Unix epoch
     * @param storedSent whether the log holds all totals that are on disk only: no watermark passes those
     */
    HitReporter(
            HitLog log,
            Settings settings,
            LongSupplier clock,
            WatermarkPublisher watermarks,
            BooleanSupplier storedSent) {
        this.log = log;
        this.settings = settings;
        this.clock = clock;
        this.watermarks = watermarks;
        this.storedSent = storedSent;
        this.schedule = new ReportSchedule(settings.pace());
        this.firstReports = new FirstReports(settings.pace().perSecond());
        this.thread = new Thread(this::run, "hit-reporter");
    }

    void start() {
        thread.start();
    }

    /** Notes hits that others or the ledger should hear of. Called on request threads. */
    public void dirty(CounterWindow window, long nowMillis, boolean atOnce) {
        boolean first = !window.dirty().isReportable();
        if (window.dirty().claimReport(nowMillis)) {
            dirty.add(window);
        }
        if (atOnce && (!first || firstReports.take(nowMillis)) && window.dirty().claimUrgent()) {
            urgent.add(window);
            wake();
        }
    }

    /** Sends the totals of a window again, although they were acknowledged: usage does not show them. */
    public void sendAgain(CounterWindow window) {
        outcomes.add(() -> {
            CounterReport report = schedule.of(window.counter(), roundNanos);
            report.sent.remove(window);
            schedule.lookAt(report, roundNanos);
        });
        wake();
    }

    private void wake() {
        if (paused) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (running) {
            try {
                round(System.nanoTime());
                pause();
            } catch (RuntimeException | Error e) {
                LOG.error("Reporting failed; what is dirty is reported again", e);
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    /** One look at everything that happened since the last. Called by one thread. */
    void round(long nanos) {
        roundNanos = nanos;
        for (Runnable outcome = outcomes.poll(); outcome != null; outcome = outcomes.poll()) {
            outcome.run();
        }
        long ageNanos = schedule.ageNanos();
        for (CounterWindow window = dirty.poll(); window != null; window = dirty.poll()) {
            CounterReport report = schedule.of(window.counter(), roundNanos);
            report.outstandingSinceMillis =
                    Math.min(report.outstandingSinceMillis, window.dirty().firstHitMillis());
            schedule.lookAt(report, together(Math.max(nanos, report.lastNanos + ageNanos)));
        }
        for (CounterWindow window = urgent.poll(); window != null; window = urgent.poll()) {
            CounterReport report = schedule.of(window.counter(), roundNanos);
            schedule.lookAt(report, Math.max(nanos, report.lastNanos + spacingNanos(window)));
        }
        if (isReachable(nanos)) {
            sendDue(nanos);
        }
        watermarks.sendIfDue(nanos, this::reportedUpToMillis);
        waiting = schedule.size();
    }

    /** What nothing hurries goes in bursts: each request to Kafka, and each look of those who read, then has many. */
    private static long together(long nanos) {
        return -Math.floorDiv(-nanos, BURST_NANOS) * BURST_NANOS;
    }

    /**
     * Far from the limit a twentieth of a short window cannot change its verdict much; a record for each hit would cost more
     * than it gives.
     */
    private long spacingNanos(CounterWindow window) {
        long spacing = settings.spacing().toNanos();
        if (!window.isShort() || window.isNearLimit()) {
            return spacing;
        }
        long part = Duration.ofMillis(window.window().lengthMillis() / SHORT_WINDOW_REPORTS)
                .toNanos();
        return Math.max(spacing, part);
    }

    /** Sending to a Kafka that is not known yet blocks, so it is asked for, at most once a second. */
    private boolean isReachable(long nanos) {
        if (!reachable && nanos - askAgainNanos < 0) {
            return false;
        }
        reachable = log.partitions() > 0;
        askAgainNanos = nanos + UNREACHABLE_NANOS;
        return reachable;
    }

    private void sendDue(long nanos) {
        long roundEnd = System.nanoTime() + LONGEST_ROUND_NANOS;
        while (inFlight < settings.maxInFlight()) {
            CounterReport report = schedule.takeDue(nanos);
            if (report == null) {
                return;
            }
            if (report.inFlight > 0) {
                schedule.lookAt(report, nanos + settings.spacing().toNanos());
                continue;
            }
            long begun = System.nanoTime();
            send(report, nanos);
            schedule.rest(report, nanos);
            long ended = System.nanoTime();
            if (ended - begun > BLOCKED_NANOS) {
                reachable = false; // Kafka went away, and the next would block too
                askAgainNanos = nanos + UNREACHABLE_NANOS;
                return;
            }
            if (ended - roundEnd > 0) {
                return; // what happened meanwhile is looked at first
            }
        }
    }

    private void send(CounterReport report, long nanos) {
        long nowMillis = clock.getAsLong();
        report.inFlightSinceMillis = report.outstandingSinceMillis;
        report.outstandingSinceMillis = Long.MAX_VALUE;
        Map<Incarnation, Map<CounterWindow, HitTotals>> bySender = new LinkedHashMap<>();
        for (CounterWindow window : report.counter.windows()) {
            window.dirty().reporting();
            HitTotals totals = window.ownTotals();
            if (totals != null
                    && !totals.equals(report.sent.getOrDefault(window, HitTotals.ZERO))
                    && isWorthIt(window, nowMillis)) {
                bySender.computeIfAbsent(window.sender(), sender -> new LinkedHashMap<>())
                        .put(window, totals);
            }
        }
        if (bySender.isEmpty()) {
            report.inFlightSinceMillis = Long.MAX_VALUE;
            return;
        }
        report.lastNanos = nanos;
        bySender.forEach((sender, windows) -> send(report, sender, windows, nowMillis));
    }

    private boolean isWorthIt(CounterWindow window, long nowMillis) {
        if (window.isAccounted()) {
            return true;
        }
        return window.dirty().isReportable()
                && window.neededUntilMillis() - nowMillis > settings.lag().toMillis();
    }

    private void send(CounterReport report, Incarnation sender, Map<CounterWindow, HitTotals> windows, long nowMillis) {
        long firstMillis = Long.MAX_VALUE;
        long lastMillis = Long.MIN_VALUE;
        List<WindowHits> hits = new ArrayList<>();
        for (Map.Entry<CounterWindow, HitTotals> entry : windows.entrySet()) {
            CounterWindow window = entry.getKey();
            hits.add(WindowReport.of(window, entry.getValue()));
            window.dirty().reported(entry.getValue(), roundNanos, nowMillis);
            firstMillis = Math.min(firstMillis, window.dirty().firstHitMillis());
            lastMillis = Math.max(lastMillis, window.dirty().lastHitMillis());
        }
        report.sent.putAll(windows);
        report.inFlight++;
        inFlight++;
        records.incrementAndGet();
        log.send(
                report.counter.key().bytes(),
                HitEvents.hits(sender, firstMillis, lastMillis, hits),
                new ReportResult(report, windows));
    }

    private final class ReportResult implements HitLog.SendCallback {
        private final CounterReport report;
        private final Map<CounterWindow, HitTotals> windows;
        private final long sentNanos = System.nanoTime();

        ReportResult(CounterReport report, Map<CounterWindow, HitTotals> windows) {
            this.report = report;
            this.windows = windows;
        }

        @Override
        public void acknowledged(int partition, long offset) {
            acknowledgedNanos.addAndGet(System.nanoTime() - sentNanos);
            acknowledged.incrementAndGet();
            long nowMillis = clock.getAsLong();
            windows.forEach((window, totals) ->
                    window.dirty().acknowledge(new DirtyState.Acknowledgement(totals, partition, offset, nowMillis)));
            outcomes.add(this::arrived);
        }

        @Override
        public void failed(Exception cause) {
            failures.incrementAndGet();
            outcomes.add(this::lost);
        }

        private void arrived() {
            landed();
            schedule.rest(report, roundNanos);
        }

        private void lost() {
            report.outstandingSinceMillis = report.waitingSinceMillis();
            landed();
            windows.keySet().forEach(report.sent::remove);
            schedule.lookAt(report, roundNanos + RETRY_NANOS);
        }

        private void landed() {
            inFlight--;
            report.inFlight--;
            if (report.inFlight == 0) {
                report.inFlightSinceMillis = Long.MAX_VALUE;
            }
        }
    }

    /** Everything that was counted before this time is in the log. */
    private long reportedUpToMillis() {
        long upTo = clock.getAsLong() - WATERMARK_MARGIN_MS;
        if (!storedSent.getAsBoolean()) {
            return Long.MIN_VALUE;
        }
        for (CounterReport report : schedule.all()) {
            upTo = Math.min(upTo, report.waitingSinceMillis());
        }
        return upTo;
    }

    private void pause() {
        paused = true;
        if (urgent.isEmpty() && outcomes.isEmpty()) {
            long untilDue = schedule.nextNanos() - System.nanoTime();
            long nanos = Math.max(1, Math.min(LONGEST_PAUSE_NANOS, untilDue));
            LockSupport.parkNanos(nanos);
        }
        paused = false;
    }

    /** Returns records sent to the log so far, watermarks not counted. */
    public long records() {
        return records.get();
    }

    /** Returns records that the log acknowledged. */
    public long acknowledged() {
        return acknowledged.get();
    }

    /** Returns the time that acknowledged records took in all, from sending them, in nanoseconds. */
    public double acknowledgedNanos() {
        return acknowledgedNanos.get();
    }

    /** Returns records that the log did not take. */
    public long failures() {
        return failures.get();
    }

    /** Returns how long hits wait for a report now, where nothing hurries them. */
    public Duration reportAge() {
        return settings.pace().interval(waiting);
    }

    /** Returns counters whose reports are due or on their way. */
    public int waiting() {
        return waiting;
    }

    /**
     * Reports everything that is dirty and waits for the log to acknowledge it, but not for a log that was never reached.
     * No request may be answered any more.
     *
     * @return whether the log holds everything; if not, the rest is on disk and is sent at the next start
     */
    public boolean drain(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        stop();
        boolean everReached = log.partitions() > 0;
        if (!everReached) {
            reachable = false; // asking once more would take as long again
            askAgainNanos = deadline;
        }
        do {
            long nanos = System.nanoTime();
            schedule.lookAtAll(nanos);
            round(nanos);
            if (inFlight == 0 && dirty.isEmpty() && outcomes.isEmpty() && nothingWaits() && storedSent.getAsBoolean()) {
                watermarks.leave();
                return true;
            }
            LockSupport.parkNanos(1_000_000);
        } while (everReached && System.nanoTime() < deadline);
        return false;
    }

    private boolean nothingWaits() {
        return schedule.all().stream().noneMatch(CounterReport::isWaiting);
    }

    /** Returns the counters on the heap with hits that the log is not known to hold. To be called after {@link #drain}. */
    public List<CounterKey> unsent() {
        return schedule.all().stream()
                .filter(CounterReport::isWaiting)
                .map(report -> report.counter.key())
                .toList();
    }

    private void stop() {
        running = false;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }
}
