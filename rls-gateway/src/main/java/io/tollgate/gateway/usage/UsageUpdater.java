package io.tollgate.gateway.usage;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.accounting.KnownUsage;
import io.tollgate.event.Usage;
import io.tollgate.event.UsageEvent;
import io.tollgate.gateway.decision.Counter;
import io.tollgate.gateway.decision.CounterWindow;
import io.tollgate.gateway.decision.Counters;
import io.tollgate.gateway.decision.DirtyState;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import io.tollgate.plan.EarlierUsage;
import io.tollgate.topic.EventCodec;
import io.tollgate.topic.UndecodableEventException;
import io.tollgate.topic.UnknownSchemaException;
import io.tollgate.topic.UsageEvents;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Lets a counter on the heap know what usage says of it. Thread-safe. */
public final class UsageUpdater {

    private final Counters counters;
    private final Observer observer;
    private final LongSupplier nanoClock;
    private final BooleanSupplier isRead;
    private final HurriedLag hurriedLag = new HurriedLag();

    /** Observes what usage reveals. */
    public interface Observer {

        /** Usage holds for the first time what this gateway reported so long ago. */
        default void echoed(long nanos) {}

        /** Others count in a window whose own hits were not worth a report so far. */
        default void shared(CounterWindow window, long nowMillis) {}

        /** Usage holds more under this gateway's own identity than it ever counted: somebody else uses it. */
        void impersonated(CounterWindow window, HitTotals seen);
    }

    /** @param nanoClock as {@link System#nanoTime} */
    public UsageUpdater(Counters counters, Observer observer, LongSupplier nanoClock) {
        this(counters, observer, nanoClock, () -> false);
    }

    /**
     * @param nanoClock as {@link System#nanoTime}
     * @param isRead whether usage was read up to now, so that a counter of which there is nothing was not used
     */
    public UsageUpdater(Counters counters, Observer observer, LongSupplier nanoClock, BooleanSupplier isRead) {
        this.counters = counters;
        this.observer = observer;
        this.nanoClock = nanoClock;
        this.isRead = isRead;
    }

    /** Lets a counter know that usage has nothing of it, if that says that it was not used. */
    public void learnNothing(Counter counter) {
        if (counter.key().isQuota() && isRead.getAsBoolean()) {
            counter.learnNothingEarlier();
        }
    }

    /**
     * Applies an event to a counter.
     *
     * @param event as the topic holds it
     * @param nowMillis windows that ended before it are left out, unless a limit on the counter slides and needs them
     * @throws UnknownSchemaException if a newer release wrote it
     * @throws UndecodableEventException if it is no event
     */
    public void apply(Counter counter, byte[] event, long nowMillis) {
        apply(counter, event, nowMillis, (window, known) -> window.others().learn(known));
    }

    /**
     * Applies an event that has just arrived to a counter: its age is that of those before it. Called by one thread.
     *
     * @param event as the topic holds it
     * @param nowMillis windows that ended before it are left out, unless a limit on the counter slides and needs them
     * @throws UnknownSchemaException if a newer release wrote it
     * @throws UndecodableEventException if it is no event
     */
    public void follow(Counter counter, byte[] event, long nowMillis) {
        apply(counter, event, nowMillis, (window, known) -> window.follow(known, nowMillis, hurriedLag.millis()));
    }

    private void apply(Counter counter, byte[] event, long nowMillis, BiConsumer<CounterWindow, KnownUsage> learning) {
        UsageEvent decoded = EventCodec.USAGE.decode(event);
        if (decoded.getEvent() instanceof Usage usage) {
            List<KnownUsage> windows = UsageEvents.windows(usage);
            if (counter.key().isQuota()) {
                counter.learnEarlier(earlier(windows), nowMillis);
            }
            for (KnownUsage known : windows) {
                CounterWindow window =
                        counter.neededUntilMillis(known.window()) > nowMillis ? window(counter, known.window()) : null;
                if (window != null) {
                    learning.accept(window, known);
                    lookForOwn(window, known);
                    if (window.isKeptFromOthers()) {
                        observer.shared(window, nowMillis);
                    }
                }
            }
        }
    }

    /** Plans charge admitted hits. */
    private static EarlierUsage earlier(List<KnownUsage> windows) {
        EarlierUsage.Builder earlier = new EarlierUsage.Builder();
        for (KnownUsage known : windows) {
            if (EarlierUsage.isKept(known.window())) {
                HitTotals sum = known.rest();
                for (HitTotals counted : known.bySender().values()) {
                    sum = sum.plus(counted);
                }
                earlier.add(known.window(), sum.net(ChargeMode.ADMITTED));
            }
        }
        return earlier.build();
    }

    /** A window that may have been forgotten is brought back by the loader alone, which knows its own totals. */
    private @Nullable CounterWindow window(Counter counter, Window window) {
        CounterWindow found = counter.find(window);
        if (found != null || counters.mayHaveForgotten(window)) {
            return found;
        }
        return counter.findOrAdd(window, counters.sender());
    }

    private void lookForOwn(CounterWindow window, KnownUsage known) {
        HitTotals seen = known.of(window.sender());
        DirtyState.Echo echo = window.dirty().echo(seen);
        if (echo != null) {
            long lagNanos = nanoClock.getAsLong() - echo.sentNanos();
            observer.echoed(lagNanos);
            if (echo.hurried()) {
                hurriedLag.observed(lagNanos);
            }
        }
        HitTotals own = window.ownTotals();
        if (own != null && !own.covers(seen)) {
            observer.impersonated(window, seen);
        }
    }

    /**
     * Returns whether no limit, a sliding one included, needs a window of an event after the given time, and nothing of one
     * may be carried on. False if the event cannot be read: a newer release may be able to.
     */
    static boolean isPast(CounterKey counter, byte[] event, long nowMillis) {
        Usage usage = readable(event);
        return usage != null
                && usage.getWindows().stream()
                        .map(window -> new Window(window.getStart(), window.getEnd()))
                        .allMatch(window -> isPast(counter, window, nowMillis));
    }

    private static boolean isPast(CounterKey counter, Window window, long nowMillis) {
        return window.endMillis() + window.lengthMillis() <= nowMillis
                && (!counter.isQuota() || EarlierUsage.keptUntilMillis(window) <= nowMillis);
    }

    /** Returns what an event says of each window; nothing if there is none or it cannot be read. */
    public static List<KnownUsage> windows(byte @Nullable [] event) {
        Usage usage = event == null ? null : readable(event);
        return usage == null ? List.of() : UsageEvents.windows(usage);
    }

    /** Returns what usage says that a sender counted in a window; zero if it does not list it. */
    public static HitTotals listed(List<KnownUsage> usage, Window window, Incarnation sender) {
        for (KnownUsage known : usage) {
            if (known.window().equals(window)) {
                return known.of(sender);
            }
        }
        return HitTotals.ZERO;
    }

    /**
     * Returns what usage says of a window in which a sender is not listed, but the rest is so large that it may be in it;
     * else null.
     */
    public static @Nullable KnownUsage withRestFor(
            List<KnownUsage> usage, Window window, Incarnation sender, HitTotals totals) {
        for (KnownUsage known : usage) {
            if (known.window().equals(window)) {
                return !known.bySender().containsKey(sender) && known.rest().covers(totals) ? known : null;
            }
        }
        return null;
    }

    private static @Nullable Usage readable(byte[] event) {
        try {
            return EventCodec.USAGE.decode(event).getEvent() instanceof Usage usage ? usage : null;
        } catch (UnknownSchemaException | UndecodableEventException e) {
            return null;
        }
    }
}
