package io.tollgate.gateway.usage;

import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How fresh the view of usage is, partition by partition, as the heartbeats in it tell. Thread-safe.
 *
 * <p>Threads: the follower's writes, any reads. The array is replaced whole, so a reader sees a heartbeat with all that it
 * said or not at all.
 */
public final class UsageStaleness implements UsageReading {

    /** Heartbeats come each second. */
    private static final long STALE_AFTER_MS = 5_000;

    /** Who takes a partition over needs longer than this. */
    private static final long TAKEN_OVER_AFTER_MS = 2_000;

    private final LongSupplier elapsedMillis;
    private volatile @Nullable Heard[] byPartition = {}; // written by one thread, the follower's
    private volatile IntConsumer partitionsListener = count -> {};
    private volatile int partitions;
    private volatile int liveGateways = 1;
    private final AtomicLong takeovers = new AtomicLong();

    private record Heard(long nextOffset, int liveGateways, long atMillis) {}

    /** @param elapsedMillis a clock that only goes forward */
    public UsageStaleness(LongSupplier elapsedMillis) {
        this.elapsedMillis = elapsedMillis;
    }

    /** Has a listener told how many partitions there are, whenever that becomes known. */
    public void onPartitions(IntConsumer listener) {
        partitionsListener = listener;
    }

    void partitions(int count) {
        partitions = count;
        partitionsListener.accept(count);
    }

    void heard(int partition, long nextOffset, int gateways) {
        Heard before = heard(partition);
        if (before != null && (nextOffset < before.nextOffset() || ageMillis(partition) > TAKEN_OVER_AFTER_MS)) {
            takeovers.incrementAndGet();
        }
        @Nullable Heard[] now = Arrays.copyOf(byPartition, Math.max(byPartition.length, partition + 1));
        now[partition] = new Heard(nextOffset, gateways, elapsedMillis.getAsLong());
        byPartition = now;
        liveGateways = Arrays.stream(now)
                .filter(Objects::nonNull)
                .mapToInt(Heard::liveGateways)
                .max()
                .orElse(1);
    }

    private @Nullable Heard heard(int partition) {
        @Nullable Heard[] now = byPartition;
        return partition >= 0 && partition < now.length ? now[partition] : null;
    }

    /** Returns how many gateways share the counters, this one included; 1 where nothing is known. */
    public int liveGateways() {
        return Math.max(1, liveGateways);
    }

    @Override
    public boolean covers(int partition, long offset) {
        Heard heard = heard(partition);
        return heard != null && heard.nextOffset() > offset;
    }

    @Override
    public boolean isRead() {
        return !isStale();
    }

    @Override
    public long takeovers() {
        return takeovers.get();
    }

    /** Returns how many partitions there are, 0 while the log was never reached. */
    public int partitions() {
        return partitions;
    }

    /** Returns how many partitions gave no heartbeat for 5 seconds: what others count there is not known. */
    public int stalePartitions() {
        int stale = 0;
        for (int partition = 0; partition < partitions; partition++) {
            if (ageMillis(partition) > STALE_AFTER_MS) {
                stale++;
            }
        }
        return stale;
    }

    /** Returns how long ago the oldest of the partitions gave its last heartbeat; the largest long if one never did. */
    public long oldestMillis() {
        long oldest = partitions == 0 ? Long.MAX_VALUE : 0;
        for (int partition = 0; partition < partitions; partition++) {
            oldest = Math.max(oldest, ageMillis(partition));
        }
        return oldest;
    }

    /** Returns whether others' hits are not known anywhere or somewhere. */
    public boolean isStale() {
        return partitions == 0 || stalePartitions() > 0;
    }

    /** Returns how long ago the partition gave its last heartbeat; the largest long if it never did. */
    public long ageMillis(int partition) {
        Heard heard = heard(partition);
        return heard == null ? Long.MAX_VALUE : elapsedMillis.getAsLong() - heard.atMillis();
    }
}
