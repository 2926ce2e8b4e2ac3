package io.tollgate.gateway.decision;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Own hits in a window that use up limits of one charge mode, those included that were just let pass and are not yet in
 * the durable totals.
 *
 * <p>Whoever charges one limit checks and adds in one atomic step. Whoever charges several must check all before it adds
 * to any: it holds them meanwhile, in an order that is the same for all, and lets each go with what it added. The mark of
 * holding is a bit of the number itself, so that an atomic step of others cannot pass it: they wait, for as long as a few
 * additions take.
 */
final class ChargedCount {

    /** Far above any sum, since windows stop to count at 2^61. */
    private static final long HELD = 1L << 62;

    /** The number that stands for no hits: more may be given back than was used, and the bit of holding stays apart. */
    private static final long NONE = 1L << 61;

    private static final int SPINS_BEFORE_YIELD = 100;

    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(ChargedCount.class, "value", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile long value = NONE;

    /** Starts with what was counted before; nobody else uses this yet. */
    void start(long hits) {
        value = NONE + hits;
    }

    /** Returns the hits, negative where more were given back; while somebody holds them, those from before. */
    long get() {
        return (value & ~HELD) - NONE;
    }

    /** Adds hits whose verdict came from elsewhere, or takes away where they are negative; does not wait. */
    void add(long hits) {
        VALUE.getAndAdd(this, hits);
    }

    /**
     * Adds hits if there is room for all of them.
     *
     * @param room how many hits may be used in all
     * @return the hits before; there was no room if they and the given ones are more than the room
     */
    long addWithin(long hits, long room) {
        for (int attempt = 0; ; attempt++) {
            long before = value;
            if ((before & HELD) != 0) {
                await(attempt);
            } else if (before - NONE + hits > room || VALUE.compareAndSet(this, before, before + hits)) {
                return before - NONE;
            }
        }
    }

    /** Adds hits, negative ones too, whether or not there is room, and returns those before. */
    long addAlways(long hits) {
        return addWithin(hits, Long.MAX_VALUE);
    }

    /** Holds the hits until {@link #release}; waits for whoever holds them. */
    void hold() {
        for (int attempt = 0; ; attempt++) {
            long before = value;
            if ((before & HELD) == 0 && VALUE.compareAndSet(this, before, before | HELD)) {
                return;
            }
            await(attempt);
        }
    }

    /** Adds hits and lets go; by the thread that holds. */
    void release(long hits) {
        VALUE.getAndAdd(this, hits - HELD);
    }

    /** The holder does a few additions; on a machine with too few cores it may have to be let run first. */
    @SuppressWarnings("ThreadPriorityCheck") // a hint, nothing depends on it
    private static void await(int attempt) {
        if (attempt < SPINS_BEFORE_YIELD) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }
}
