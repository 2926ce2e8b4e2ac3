package io.tollgate.streams.window;

import static java.util.Objects.requireNonNull;

import io.tollgate.model.Window;
import io.tollgate.streams.hits.Counts;
import io.tollgate.streams.hits.SenderId;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one window of a counter. Immutable.
 *
 * @param rest sum over the senders that are folded
 * @param bySender totals of the senders that are not folded
 * @param uses what senders keep it for
 * @param judge the last applied limit
 * @param overLimitSince when usage was first seen above that limit, milliseconds since the Unix epoch, or
 *     {@link #UNKNOWN}
 */
record WindowState(
        Window window, Counts rest, Map<SenderId, Counts> bySender, WindowUses uses, Judge judge, long overLimitSince) {

    static final long UNKNOWN = -1;

    WindowState {
        requireNonNull(window, "window");
        requireNonNull(rest, "rest");
        requireNonNull(uses, "uses");
        requireNonNull(judge, "judge");
        bySender = Collections.unmodifiableMap(new LinkedHashMap<>(bySender));
    }

    /** Returns a window that nobody counted in yet. */
    static WindowState unused(Window window) {
        return new WindowState(window, Counts.ZERO, Map.of(), WindowUses.NONE, Judge.UNKNOWN, UNKNOWN);
    }

    /** Returns the sum over all senders. */
    Counts sum() {
        Counts sum = rest;
        for (Counts counts : bySender.values()) {
            sum = sum.plus(counts);
        }
        return sum;
    }

    /** Returns whether nobody decides by the window any more. */
    boolean isClosed(long nowMillis) {
        return OpenWindows.isClosed(window, judge.slides(), nowMillis);
    }

    /** Returns whether gateways are to know of it: a limit decides by it, or may. */
    boolean isPublished() {
        return uses.mayLimit();
    }

    /** Returns whether it is known that a limit decides by it. Only limits have windows longer than an hour. */
    boolean isOfLimit() {
        return judge.isKnown() || uses.isOfLimitOnly() || window.isLongerThanAnHour();
    }

    /** Returns whether usage is above the last applied limit. */
    boolean isOverLimit() {
        return overLimitSince != UNKNOWN;
    }

    /**
     * Returns this with the totals of a sender raised to the given ones.
     *
     * @param folded its totals within {@code rest} where it is folded: hits that raise them bring it back by name
     */
    WindowState counting(SenderId sender, Counts reported, @Nullable Counts folded) {
        Counts named = bySender.get(sender);
        if (named == null && folded != null && folded.max(reported).equals(folded)) {
            return this;
        }
        Counts earlier = named != null ? named : folded != null ? folded : Counts.ZERO;
        Map<SenderId, Counts> counted = new LinkedHashMap<>(bySender);
        counted.put(sender, earlier.max(reported));
        Counts others = named == null && folded != null ? rest.minus(folded) : rest;
        return new WindowState(window, others, counted, uses, judge, overLimitSince);
    }

    /** Returns this kept for more. */
    WindowState usedFor(WindowUses more) {
        return new WindowState(window, rest, bySender, uses.plus(more), judge, overLimitSince);
    }

    /** Returns this judged by the limit that was applied last, or, where that is unknown, by the one before. */
    WindowState judged(Judge applied, long nowMillis) {
        Judge last = applied.isKnown() ? applied : judge;
        boolean over = last.isOver(sum());
        long since = !over ? UNKNOWN : isOverLimit() ? overLimitSince : nowMillis;
        return new WindowState(window, rest, bySender, uses, last, since);
    }

    /** Returns this with the given senders, which it must hold by name, moved into the rest. */
    WindowState folding(Collection<SenderId> senders) {
        Map<SenderId, Counts> left = new LinkedHashMap<>(bySender);
        Counts sum = rest;
        for (SenderId sender : senders) {
            sum = sum.plus(requireNonNull(left.remove(sender), "sender is not listed by name"));
        }
        return new WindowState(window, sum, left, uses, judge, overLimitSince);
    }
}
