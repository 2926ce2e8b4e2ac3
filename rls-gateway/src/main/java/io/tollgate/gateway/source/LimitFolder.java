package io.tollgate.gateway.source;

import static java.util.Objects.requireNonNull;

import io.tollgate.gateway.limits.LimitsInForce;
import io.tollgate.gateway.limits.yaml.LimitFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits from a folder of files, read again whenever they change: written in place, added, removed or renamed, or
 * swapped by a symbolic link, be it the folder itself or one within it, as in a mounted Kubernetes ConfigMap.
 *
 * <p>One thread looks at the folder in short intervals, which works on every file system. What changed is read once two
 * looks in a row show the same, so that what is being written is not taken by halves; a writer that pauses for longer
 * than the interval in the middle of a file does get the half judged. Files may change without a look showing it as long
 * as their times are fresh, because times are coarse; so they are read and compared at every look for a while.
 */
public final class LimitFolder implements AutoCloseable {

    /** The coarsest times of a file system that is still in use, FAT's. */
    static final Duration COARSEST_TIMES = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(LimitFolder.class);
    private static final long CLOSE_TIMEOUT_SECONDS = 5;

    private final Settings settings;
    private final FileSets sets;
    private final LongSupplier nanoTime;
    private final ScheduledExecutorService poller = Loops.newDaemon("limit-folder");

    private @Nullable Future<?> polling;

    // Written by start, then by the poller only.
    private FolderSighting seen = new FolderSighting(Map.of(), List.of(), null);
    private long seenSinceNanos;
    private boolean settled;
    private @Nullable FolderReading offered;

    /**
     * Which files are read, and how often they are looked at.
     *
     * @param folder the folder, or a symbolic link to it; need not exist yet
     * @param fileNamePrefix only files count whose path within the folder, with {@code /} replaced by {@code .}, begins
     *     with this: {@code config.} stands for what the reference reads with {@code RUNTIME_WATCH_ROOT=true} and
     *     {@code RUNTIME_APPDIRECTORY=config}. Empty for all files
     * @param poll time between two looks, more than 0
     */
    public record Settings(Path folder, String fileNamePrefix, Duration poll) {

        /** Checks the values. */
        public Settings {
            requireNonNull(folder, "folder");
            requireNonNull(fileNamePrefix, "fileNamePrefix");
            if (poll.isNegative() || poll.isZero()) {
                throw new IllegalArgumentException("poll: " + poll + " (expected: > 0s)");
            }
        }
    }

    /** Touches nothing before {@link #start()}. */
    public LimitFolder(Settings settings, LimitsInForce limits) {
        this(settings, limits, System::nanoTime);
    }

    /** Makes one whose files are something else than limits alone. Touches nothing before {@link #start()}. */
    public LimitFolder(Settings settings, FileSets sets) {
        this(settings, sets, System::nanoTime);
    }

    LimitFolder(Settings settings, LimitsInForce limits, LongSupplier nanoTime) {
        this(settings, new OfferedLimits(new LimitOffers(settings.folder().toString(), limits)), nanoTime);
    }

    private LimitFolder(Settings settings, FileSets sets, LongSupplier nanoTime) {
        this.settings = requireNonNull(settings, "settings");
        this.sets = requireNonNull(sets, "sets");
        this.nanoTime = requireNonNull(nanoTime, "nanoTime");
    }

    /**
     * Reads the folder, then follows it in the background. When this returns the limits in force were offered a set,
     * good or bad, or know why there is none. To be called once.
     */
    public void start() {
        readFirst();
        long intervalNanos = settings.poll().toNanos();
        polling = poller.scheduleWithFixedDelay(this::pollSafely, intervalNanos, intervalNanos, TimeUnit.NANOSECONDS);
    }

    /** Ends following; the limits in force stay. */
    @Override
    public void close() {
        if (polling != null) {
            polling.cancel(false);
        }
        poller.shutdown();
        Loops.await(poller, CLOSE_TIMEOUT_SECONDS);
    }

    /** Offers what is there, however it may be changing: the next looks will show that. */
    void readFirst() {
        remember(look());
        offer(seen.read());
    }

    private void pollSafely() {
        try {
            poll();
        } catch (RuntimeException e) {
            LOG.error("Looking at {} failed; it will be looked at again", settings.folder(), e);
        }
    }

    /** Takes a look, and reads if the look before showed the same and the files have not settled. */
    void poll() {
        FolderSighting now = look();
        if (!now.equals(seen)) {
            remember(now);
            return;
        }
        if (settled) {
            return;
        }
        boolean timesTell = nanoTime.getAsLong() - seenSinceNanos >= COARSEST_TIMES.toNanos();
        FolderReading reading = now.read();
        if (look().equals(now)) {
            settled = timesTell;
            offer(reading);
        }
    }

    private FolderSighting look() {
        return FolderSighting.of(settings.folder(), settings.fileNamePrefix());
    }

    private void remember(FolderSighting sighting) {
        seen = sighting;
        seenSinceNanos = nanoTime.getAsLong();
        settled = false;
    }

    private void offer(FolderReading reading) {
        if (reading.equals(offered)) {
            return;
        }
        offered = reading;
        if (reading.problem() == null) {
            sets.offer(reading.files());
        } else {
            sets.reject(reading.problem());
        }
    }

    /** Files that are limits. */
    private record OfferedLimits(LimitOffers offers) implements FileSets {

        @Override
        public void offer(List<LimitFile> files) {
            offers.offer(files);
        }

        @Override
        public void reject(String reason) {
            offers.reject(reason);
        }
    }
}
