package io.tollgate.streams.usage;

import io.tollgate.event.WindowUse;

/**
 * What senders said that a window is kept for, all that was ever said of it. Immutable.
 *
 * @param bits one for each {@link WindowUse}, on disk: never to be changed
 */
record WindowPurposes(int bits) {

    /** Nothing was said. */
    static final WindowPurposes NONE = new WindowPurposes(0);

    private static final int LIMIT = 1;
    private static final int ACCOUNTING = 2;
    private static final int LIMIT_AND_ACCOUNTING = 4;
    private static final int OBSERVATION = 8;

    /** Returns what one report says. */
    static WindowPurposes of(WindowUse use) {
        return new WindowPurposes(
                switch (use) {
                    case LIMIT -> LIMIT;
                    case ACCOUNTING -> ACCOUNTING;
                    case LIMIT_AND_ACCOUNTING -> LIMIT_AND_ACCOUNTING;
                    case OBSERVATION -> OBSERVATION;
                });
    }

    WindowPurposes plus(WindowPurposes other) {
        return (bits | other.bits) == bits ? this : new WindowPurposes(bits | other.bits);
    }

    /** Returns whether a limit decides by the window, or may: of totals that were found on a disk it is not known. */
    boolean mayLimit() {
        return (bits & (LIMIT | LIMIT_AND_ACCOUNTING)) != 0;
    }

    /** Returns whether the window is one that only a limit can have: the ledger does not hold it. */
    boolean isOfLimitOnly() {
        return (bits & LIMIT) != 0;
    }

    /** Returns whether hits without any limit were counted in it. */
    boolean isObserved() {
        return (bits & OBSERVATION) != 0;
    }

    /** Returns whether it was never said that no limit decides by it. */
    boolean isUncertain() {
        return (bits & (ACCOUNTING | OBSERVATION)) == 0;
    }
}
