package io.tollgate.gateway.filter;

import com.google.common.hash.BloomFilter;
import com.google.common.hash.Funnels;
import io.tollgate.model.CounterKey;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which counters a store may have rows of: a Bloom filter of their keys, 10 bits each, which is wrong for one in a hundred
 * of those that are not there and never for one that is. So a counter that was never seen before need not be looked for on
 * disk. It is made by a walk over the store, a bounded number of rows at a time; until that is over, any counter may be
 * there. Rows that are removed stay in it until it is made anew, larger, when it is full.
 *
 * <p>Threads: any may ask. All else is the thread's that writes the store, the only one: a row is either seen by the walk or
 * noted, since none is written between a note and its row while the walk looks. Notes come before the row is written, so
 * whoever finds no note finds no row that was there when it asked.
 */
public final class StoredCounters {

    /** Takes 1.2 MB. */
    private static final int LEAST = 1_000_000;

    /** Takes 60 MB; of more counters, more are looked for in vain. */
    private static final int MOST = 50_000_000;

    private static final double WRONG = 0.01;

    /** Takes a few milliseconds. */
    private static final int ROWS_AT_A_TIME = 20_000;

    private final Rows rows;
    private final int least;
    private volatile @Nullable BloomFilter<byte[]> known;
    private @Nullable BloomFilter<byte[]> growing;
    private byte @Nullable [] cursor;

    /** For how many keys there is room in {@link #known}, and how many were put into it. */
    private long room;

    private long inKnown;
    private long growingRoom;
    private long inGrowing;

    /** Rows that the last walk saw, or this one did so far. */
    private long walked;

    /** The rows of a store. */
    @FunctionalInterface
    public interface Rows {

        /**
         * Walks over some rows in the order of their keys.
         *
         * @param from where to begin, null for the first
         * @param most how many at a time
         * @param counters gets the key of each row's counter
         * @return where to go on, null if there are no more
         */
        byte @Nullable [] walk(byte @Nullable [] from, int most, Consumer<byte[]> counters);
    }

    /** @param rows those of the store, which may have some already */
    public StoredCounters(Rows rows) {
        this(rows, LEAST);
    }

    /** @param least counters for which there is room at least */
    StoredCounters(Rows rows, int least) {
        this.rows = rows;
        this.least = least;
    }

    /** Returns whether rows of a counter may be stored; false only if none are. */
    public boolean mayHave(CounterKey key) {
        BloomFilter<byte[]> filter = known;
        return filter == null || filter.mightContain(key.bytes());
    }

    /** Notes that a row of a counter is about to be written. */
    public void writing(byte[] counterKey) {
        BloomFilter<byte[]> filter = known;
        if (filter != null && filter.put(counterKey)) {
            inKnown++;
        }
        if (growing != null && growing.put(counterKey)) {
            inGrowing++;
        }
    }

    /** Goes on with the walk, or begins one if it is time to, for a few milliseconds. */
    public void walk() {
        walk(ROWS_AT_A_TIME);
    }

    /** @param most rows at a time */
    void walk(int most) {
        if (growing == null && !isNeeded()) {
            return;
        }
        BloomFilter<byte[]> into = growing == null ? begin() : growing;
        cursor = rows.walk(cursor, most, key -> {
            walked++;
            if (into.put(key)) {
                inGrowing++;
            }
        });
        if (cursor == null) {
            end(into);
        }
    }

    /** Where there was no walk yet, or more came than there is room for. */
    private boolean isNeeded() {
        return known == null || (inKnown > room && room < MOST);
    }

    private BloomFilter<byte[]> begin() {
        growingRoom = Math.min(MOST, Math.max(least, 2 * walked));
        BloomFilter<byte[]> filter = BloomFilter.create(Funnels.byteArrayFunnel(), growingRoom, WRONG);
        growing = filter;
        inGrowing = 0;
        walked = 0;
        return filter;
    }

    /** One that turned out too small only tells how large the next has to be. */
    private void end(BloomFilter<byte[]> filter) {
        growing = null;
        if (walked <= growingRoom || growingRoom == MOST) {
            inKnown = inGrowing;
            room = growingRoom;
            known = filter;
        }
    }
}
