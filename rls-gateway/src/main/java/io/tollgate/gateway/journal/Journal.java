package io.tollgate.gateway.journal;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.gateway.decision.OwnTotals;
import io.tollgate.gateway.decision.OwnTotalsAllocator;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mapped slots in which own totals are counted. Thread-safe: {@link #allocate} and releases run on request threads
 * and take no lock; {@link #keepRoom}, off the request path, adds a segment before the free slots run out.
 *
 * <p>Threads: a free slot is in a concurrent queue, and belongs to whoever takes it out until it gives it back, so a slot
 * is written by one window's requests at a time. The queue hands over what was written to the slot before. The counts of
 * free slots lag behind the queue; they only tell when to grow, which the keeper's thread alone does.
 */
public final class Journal implements OwnTotalsAllocator {

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    /** Two sizes: nearly every key fits the small one. */
    static final int SMALL_SLOT_BYTES = 256;

    static final int LARGE_SLOT_BYTES = 4352;

    /** A process takes longer to start than such a window lasts, and each counter has a new one all the time. */
    private static final long LONGEST_NOT_KEPT_MS = 1_000;

    private static final long GROW_RETRY_NANOS = Duration.ofSeconds(10).toNanos();

    private final Path folder;
    private final String bootId;
    private final int maxSegments;
    private final boolean refuseWhenFull;
    private final Pool small = new Pool(SMALL_SLOT_BYTES);
    private final Pool large = new Pool(LARGE_SLOT_BYTES);
    private final AtomicInteger onHeap = new AtomicInteger();
    private final AtomicInteger segmentCount = new AtomicInteger();
    private long growAgainNanos = System.nanoTime();

    private static final class Pool {
        final int slotBytes;
        final Queue<SlotRef> free = new ConcurrentLinkedQueue<>();
        final AtomicInteger freeCount = new AtomicInteger();
        final AtomicInteger slotCount = new AtomicInteger();

        Pool(int slotBytes) {
            this.slotBytes = slotBytes;
        }

        void offer(Segment segment, int slot) {
            free.add(new SlotRef(segment, slot));
            freeCount.incrementAndGet();
        }

        boolean isLow() {
            return freeCount.get() < Segment.SEGMENT_BYTES / slotBytes / 2;
        }
    }

    private record SlotRef(Segment segment, int slot) {}

    /**
     * How the journal is set up.
     *
     * @param maxBytes how large all segments together may become
     * @param refuseWhenFull whether requests are refused when there is no room, rather than counted on the heap
     */
    public record Settings(long maxBytes, boolean refuseWhenFull) {}

    private Journal(Path folder, String bootId, Settings settings) {
        this.folder = folder;
        this.bootId = bootId;
        this.maxSegments = (int) Math.max(2, Math.min(Integer.MAX_VALUE, settings.maxBytes() / Segment.SEGMENT_BYTES));
        this.refuseWhenFull = settings.refuseWhenFull();
    }

    /**
     * Opens the journal: first gives what earlier processes left there to the recovery, then starts empty.
     *
     * @param recovery is given each segment of earlier processes; when it returns, all of it is safe elsewhere
     * @throws UncheckedIOException if the folder cannot be read or has no room for the first segments
     */
    public static Journal open(Path folder, Settings settings, Consumer<EarlierSegment> recovery) {
        String bootId = BootId.current();
        try {
            Files.createDirectories(folder);
            for (Path file : filesIn(folder)) {
                Segment segment = Segment.open(file);
                if (segment != null) {
                    recovery.accept(new EarlierSegment(segment, segment.bootId().equals(bootId)));
                }
            }
            for (Path file : filesIn(folder)) {
                Files.delete(file);
            }
            Journal journal = new Journal(folder, bootId, settings);
            journal.grow(journal.small);
            journal.grow(journal.large);
            return journal;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the journal in " + folder + ": " + e.getMessage(), e);
        }
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("segment-"))
                    .sorted()
                    .toList();
        }
    }

    /** A segment that an earlier process left. */
    public static final class EarlierSegment {
        private final Segment segment;
        private final boolean trusted;

        EarlierSegment(Segment segment, boolean trusted) {
            this.segment = segment;
            this.trusted = trusted;
        }

        /** Returns whether the same kernel boot wrote it; if not, only the copies in RocksDB count. */
        public boolean isTrusted() {
            return trusted;
        }

        /** Returns the totals whose last copy in RocksDB is not the newest. */
        public List<OwnTotalsStore.Row> uncopied() {
            List<OwnTotalsStore.Row> rows = new ArrayList<>();
            for (int slot = 0; slot < segment.slotCount(); slot++) {
                OwnTotalsStore.Row uncopied = segment.recoverUncopied(slot);
                if (uncopied != null) {
                    rows.add(uncopied);
                }
            }
            return rows;
        }
    }

    @Override
    public @Nullable OwnTotals allocate(
            CounterKey key, Window window, Incarnation sender, boolean accounted, HitTotals start) {
        if (!accounted && window.lengthMillis() <= LONGEST_NOT_KEPT_MS) {
            return new HeapTotals(start, () -> {});
        }
        Pool pool = poolFor(key);
        SlotRef ref = pool.free.poll();
        if (ref == null) {
            return refuseWhenFull ? null : onHeap(start);
        }
        pool.freeCount.decrementAndGet();
        ref.segment.occupy(ref.slot, key, window, sender, accounted, start);
        return new SlotTotals(this, ref.segment, ref.slot);
    }

    private Pool poolFor(CounterKey key) {
        return key.bytes().length <= Segment.maxKeyBytes(SMALL_SLOT_BYTES) ? small : large;
    }

    private OwnTotals onHeap(HitTotals start) {
        onHeap.incrementAndGet();
        return new HeapTotals(start, onHeap::decrementAndGet);
    }

    void free(Segment segment, int slot) {
        (segment.slotBytes() == SMALL_SLOT_BYTES ? small : large).offer(segment, slot);
    }

    /** Adds a segment where free slots run low. Writes to the disk: called off the request path, every few ms. */
    public void keepRoom() {
        keepRoom(small);
        keepRoom(large);
    }

    private void keepRoom(Pool pool) {
        if (pool.isLow() && segmentCount.get() < maxSegments && System.nanoTime() - growAgainNanos >= 0) {
            try {
                grow(pool);
            } catch (IOException e) {
                growAgainNanos = System.nanoTime() + GROW_RETRY_NANOS;
                LOG.warn(
                        "The journal cannot grow; when its free slots are used up, new counters are {}: {}",
                        refuseWhenFull ? "refused" : "not durable",
                        e.getMessage());
            }
        }
    }

    private void grow(Pool pool) throws IOException {
        Segment segment =
                Segment.create(folder.resolve("segment-%06d".formatted(segmentCount.get())), pool.slotBytes, bootId);
        segmentCount.incrementAndGet();
        pool.slotCount.addAndGet(segment.slotCount());
        for (int slot = 0; slot < segment.slotCount(); slot++) {
            pool.offer(segment, slot);
        }
    }

    /** Returns how many totals are on the heap because there was no room: they would not outlive the process. */
    public int notDurable() {
        return onHeap.get();
    }

    /** Returns the slots in use. */
    public int slotsInUse() {
        return small.slotCount.get() - small.freeCount.get() + large.slotCount.get() - large.freeCount.get();
    }

    /** Returns the bytes of all segments. */
    public long sizeBytes() {
        return (long) segmentCount.get() * Segment.SEGMENT_BYTES;
    }

    /** Returns whether a slot could be had at once for a key of usual length. */
    public boolean hasRoom() {
        return small.freeCount.get() > 0 || segmentCount.get() < maxSegments;
    }
}
