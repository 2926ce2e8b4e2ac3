package io.tollgate.streams.usage;

import static java.util.Objects.requireNonNull;

import io.tollgate.accounting.AppliedLimit;
import io.tollgate.accounting.HitSender;
import io.tollgate.accounting.HitTotals;
import io.tollgate.model.Window;
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
 * @param limit the last applied limit
 * @param overLimitSince when usage was first seen above that limit, milliseconds since the Unix epoch, or
 *     {@link #UNKNOWN}
 */
record WindowState(
        Window window,
        HitTotals rest,
        Map<HitSender, HitTotals> bySender,
        WindowPurposes uses,
        AppliedLimit limit,
        long overLimitSince) {

    static final long UNKNOWN = -1;

    WindowState {
        requireNonNull(window, "window");
        requireNonNull(rest, "rest");
        requireNonNull(uses, "uses");
        requireNonNull(limit, "limit");
        bySender = Collections.unmodifiableMap(new LinkedHashMap<>(bySender));
    }

    /** Returns a window that nobody counted in yet. */
    static WindowState unused(Window window) {
        return new WindowState(window, HitTotals.ZERO, Map.of(), WindowPurposes.NONE, AppliedLimit.UNKNOWN, UNKNOWN);
    }

    /** Returns the sum over all senders. */
    HitTotals sum() {
        HitTotals sum = rest;
        for (HitTotals counts : bySender.values()) {
            sum = sum.plus(counts);
        }
        return sum;
    }

    /** Returns whether nobody decides by the window any more. */
    boolean isClosed(long nowMillis) {
        return OpenWindows.isClosed(window, limit.sliding(), nowMillis);
    }

    /** Returns whether gateways are to know of it: a limit decides by it, or may. */
    boolean isPublished() {
        return uses.mayLimit();
    }

    /** Returns whether it is known that a limit decides by it. Only limits have windows longer than an hour. */
    boolean isOfLimit() {
        return limit.isKnown() || uses.isOfLimitOnly() || window.isLongerThanAnHour();
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
    WindowState counting(HitSender sender, HitTotals reported, @Nullable HitTotals folded) {
        HitTotals named = bySender.get(sender);
        if (named == null && folded != null && folded.max(reported).equals(folded)) {
            return this;
        }
        HitTotals earlier = named != null ? named : folded != null ? folded : HitTotals.ZERO;
        Map<HitSender, HitTotals> counted = new LinkedHashMap<>(bySender);
        counted.put(sender, earlier.max(reported));
        HitTotals others = named == null && folded != null ? rest.minus(folded) : rest;
        return new WindowState(window, others, counted, uses, limit, overLimitSince);
    }

    /** Returns this kept for more. */
    WindowState usedFor(WindowPurposes more) {
        return new WindowState(window, rest, bySender, uses.plus(more), limit, overLimitSince);
    }

    /** Returns this judged by the limit that was applied last, or, where that is unknown, by the one before. */
    WindowState judged(AppliedLimit applied, long nowMillis) {
        AppliedLimit last = applied.isKnown() ? applied : limit;
        boolean over = last.isOver(sum());
        long since = !over ? UNKNOWN : isOverLimit() ? overLimitSince : nowMillis;
        return new WindowState(window, rest, bySender, uses, last, since);
    }

    /** Returns this with the given senders, which it must hold by name, moved into the rest. */
    WindowState folding(Collection<HitSender> senders) {
        Map<HitSender, HitTotals> left = new LinkedHashMap<>(bySender);
        HitTotals sum = rest;
        for (HitSender sender : senders) {
            sum = sum.plus(requireNonNull(left.remove(sender), "sender is not listed by name"));
        }
        return new WindowState(window, sum, left, uses, limit, overLimitSince);
    }
}
