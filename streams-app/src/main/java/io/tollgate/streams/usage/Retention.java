package io.tollgate.streams.usage;

import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import io.tollgate.plan.EarlierUsage;

/** Says how long windows stay in the row of a counter. */
enum Retention {

    /** As long as somebody may decide by them. */
    FOR_DECISIONS,

    /**
     * As long as what is left of them may go on to later windows. Once nobody decides by them, all of their senders are
     * folded, so that the row stays small.
     */
    FOR_CARRYING;

    /** Returns that of a counter: what is left goes on where a subscription owns it. */
    static Retention of(CounterKey key) {
        return key.isQuota() ? FOR_CARRYING : FOR_DECISIONS;
    }

    /** Returns whether a window that nobody decides by any more stays all the same. */
    boolean keeps(Window window, WindowPurposes uses, long nowMillis) {
        return this == FOR_CARRYING && uses.mayLimit() && EarlierUsage.keptUntilMillis(window) >= nowMillis;
    }

    /** Returns whether a window is to leave the row. */
    boolean isPast(WindowState state, long nowMillis) {
        return state.isClosed(nowMillis) && !keeps(state.window(), state.uses(), nowMillis);
    }
}
