package io.tollgate.gateway.decision;

import static java.util.Objects.requireNonNull;

import io.tollgate.accounting.Incarnation;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import io.tollgate.plan.EarlierUsage;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A counter on the heap, with its windows: few, current ones and those just past. Reading takes no lock; the list of
 * windows is replaced whole.
 *
 * <p>Threads: the list is written under this object's monitor, by requests and loaders that add and by the keeper's thread
 * that removes. {@code retired} is of the same monitor: once it is set, no request adds a window that the keeper did not
 * see. The time of use and {@code slides} are written by requests without coordination; either value of two that race will
 * do.
 */
public final class Counter {

    private static final CounterWindow[] NONE = {};

    private static final VarHandle EARLIER;

    static {
        try {
            EARLIER = MethodHandles.lookup().findVarHandle(Counter.class, "earlier", KnownEarlier.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Zones differ from each other by multiples of it. */
    private static final long ZONE_STEP_MILLIS = 900_000;

    private final CounterKey key;
    private volatile CounterWindow[] windows = NONE;
    private volatile long usedAtMillis;
    private volatile boolean slides;
    private volatile boolean usageUnread;
    private volatile boolean left;
    private volatile @Nullable KnownEarlier earlier;
    private boolean retired;

    public Counter(CounterKey key, long nowMillis) {
        this.key = requireNonNull(key, "key");
        this.usedAtMillis = nowMillis;
    }

    public CounterKey key() {
        return key;
    }

    /**
     * What usage last told of windows that may have ended.
     *
     * @param told of all windows
     * @param ended of those that ended when this was made
     * @param untilMillis when the next one ends
     */
    private record KnownEarlier(EarlierUsage told, EarlierUsage ended, long untilMillis) {

        /** What stays equal stays the same object, so that what was made of it holds on. */
        private static KnownEarlier of(EarlierUsage told, @Nullable KnownEarlier before, long nowMillis) {
            EarlierUsage ended = told.endedBy(nowMillis);
            return new KnownEarlier(
                    told,
                    before != null && before.ended.equals(ended) ? before.ended : ended,
                    told.nextEndMillis(nowMillis));
        }
    }

    /** Takes in what usage tells of windows that ended, and of those that are still open. */
    public void learnEarlier(EarlierUsage told, long nowMillis) {
        earlier = KnownEarlier.of(told, earlier, nowMillis);
    }

    /** Takes in that nothing was used in earlier windows, unless something was heard of them. */
    public void learnNothingEarlier() {
        EARLIER.compareAndSet(this, null, new KnownEarlier(EarlierUsage.NONE, EarlierUsage.NONE, Long.MAX_VALUE));
    }

    /**
     * Returns what was used in windows that ended; the same object as long as it is equal. Null if nothing is known.
     */
    @Nullable EarlierUsage earlier(long nowMillis) {
        KnownEarlier known = earlier;
        while (known != null && nowMillis >= known.untilMillis) {
            KnownEarlier later = KnownEarlier.of(known.told, known, nowMillis);
            known = EARLIER.compareAndSet(this, known, later) ? later : earlier;
        }
        return known == null ? null : known.ended;
    }

    /** Returns whether usage of this counter may be on the disk that nobody has read. */
    public boolean isUsageUnread() {
        return usageUnread;
    }

    /** Notes whether that is so; the caller holds the lock of the key. */
    public void usageUnread(boolean unread) {
        usageUnread = unread;
    }

    /** Returns the window if it is on the heap. */
    public @Nullable CounterWindow find(Window window) {
        for (CounterWindow candidate : windows) {
            Window span = candidate.window();
            // the ends differ most often; and what a record's equals does for itself takes longer
            if (span.endMillis() == window.endMillis() && span.startMillis() == window.startMillis()) {
                return candidate;
            }
        }
        return null;
    }

    /**
     * Returns the window, a new one without hits if it was not on the heap; null if the counter is leaving the heap and
     * must be looked up again. Locks only to add.
     */
    public @Nullable CounterWindow findOrAdd(Window window, Incarnation sender) {
        CounterWindow found = find(window);
        return found != null ? found : add(window, sender);
    }

    private synchronized @Nullable CounterWindow add(Window window, Incarnation sender) {
        CounterWindow found = find(window);
        if (found != null || retired) {
            return found;
        }
        CounterWindow added = new CounterWindow(this, window, sender, forecast(window));
        CounterWindow[] more = Arrays.copyOf(windows, windows.length + 1);
        more[windows.length] = added;
        windows = more;
        return added;
    }

    /** What others did in the window before tells what they will do in this one. */
    private Forecast forecast(Window window) {
        for (CounterWindow known : windows) {
            Window span = known.window();
            if (span.endMillis() == window.startMillis() && span.lengthMillis() == window.lengthMillis()) {
                return known.forecastFor(window);
            }
        }
        return Forecast.NONE;
    }

    /**
     * Returns the span in which a hit is accounted: that of the accounting window which holds the instant, be it one of
     * another zone; else the zone's, less what the accounting windows before and after it hold, and never that of a
     * window some of whose hits are accounted elsewhere.
     *
     * @param hour the accounting window of the zone in force
     */
    Window accountingSpan(Window hour, long nowMillis) {
        long start = hour.startMillis();
        long end = hour.endMillis();
        for (CounterWindow known : windows) {
            Window span = known.window();
            if (known.isAccounting() && span.contains(nowMillis)) {
                return span;
            }
            if (known.isAccounting() && span.endMillis() <= nowMillis) {
                start = Math.max(start, span.endMillis());
            } else if (known.isAccounting()) {
                end = Math.min(end, span.startMillis()); // the clock was set back
            }
        }
        Window span = new Window(start, end);
        if (isApart(span)) {
            long quarter = nowMillis - Math.floorMod(nowMillis, ZONE_STEP_MILLIS);
            span = new Window(Math.max(start, quarter), end);
        }
        return isApart(span) ? new Window(nowMillis, end) : span;
    }

    /** Returns whether hits are or were accounted in one of its windows. */
    boolean isMetered() {
        for (CounterWindow known : windows) {
            if (known.isAccounted()) {
                return true;
            }
        }
        return false;
    }

    private boolean isApart(Window span) {
        CounterWindow found = find(span);
        return found != null && found.isApart();
    }

    /**
     * Makes a window the one in which hits are accounted now, unless another became it meanwhile.
     *
     * @param hour the accounting window of the zone in force
     */
    synchronized boolean account(CounterWindow window, Window hour, long nowMillis) {
        if (!accountingSpan(hour, nowMillis).equals(window.window())) {
            return false;
        }
        window.account();
        return true;
    }

    /** Returns the windows as they are and stay: none is added any more, unless {@link #unretire} is called. */
    public synchronized List<CounterWindow> retire() {
        retired = true;
        return windows();
    }

    /** Lets windows be added again: the counter stays on the heap. */
    public synchronized void unretire() {
        retired = false;
    }

    /** Notes that the counter is taken off the heap for good; its windows are closed. */
    void leave() {
        left = true;
    }

    /** Returns whether the counter is off the heap, so that another may stand for its key. */
    boolean hasLeft() {
        return left;
    }

    /** Takes a closed window off the heap. */
    public synchronized void remove(CounterWindow window) {
        windows = Arrays.stream(windows).filter(kept -> kept != window).toArray(CounterWindow[]::new);
    }

    /** Returns the windows as they are now. */
    public List<CounterWindow> windows() {
        return List.of(windows);
    }

    /** Notes that a limit on this counter slides: windows are needed for their own length after their end. */
    public void slide() {
        if (!slides) {
            slides = true;
        }
    }

    /** Returns the end of the time in which decisions may need one of its windows, milliseconds since the Unix epoch. */
    public long neededUntilMillis(Window window) {
        return window.endMillis() + (slides ? window.lengthMillis() : 0);
    }

    /** Notes that a request used this counter; one volatile write a second at the most. */
    void used(long nowMillis) {
        if (nowMillis - usedAtMillis >= 1000) {
            usedAtMillis = nowMillis;
        }
    }

    /** Returns when a request last used this counter, to about a second, milliseconds since the Unix epoch. */
    public long usedAtMillis() {
        return usedAtMillis;
    }
}
