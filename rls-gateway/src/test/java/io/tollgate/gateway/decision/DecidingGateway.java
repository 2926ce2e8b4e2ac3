package io.tollgate.gateway.decision;

import static java.util.Objects.requireNonNull;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.file.GlobalModes;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.model.CounterKey;
import io.tollgate.model.DescriptorEntry;
import io.tollgate.model.Unit;
import io.tollgate.model.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The deciding part of one gateway, with everything on the heap and a clock that stands until it is set. */
final class DecidingGateway {

    static final String DOMAIN = "shop";
    static final Incarnation SELF = sender(1);

    final Counters counters;
    final RecordingObserver observer = new RecordingObserver();
    int liveGateways = 1;
    int loads;
    boolean full;
    private final LimitFileOptions options;
    private LimitTable table;
    private long nowMillis = Instant.parse("2026-03-10T10:20:30.500Z").toEpochMilli();
    private final DecisionEngine engine;

    DecidingGateway(String limits) {
        this(limits, GlobalModes.NONE);
    }

    DecidingGateway(String limits, GlobalModes modes) {
        this(limits, modes, new Counters(SELF));
    }

    /** @param counters where they are kept, with the identity under which hits are counted */
    DecidingGateway(String limits, GlobalModes modes, Counters counters) {
        this.counters = counters;
        this.options = LimitFileOptions.defaults().with(modes);
        this.table = table(limits);
        this.engine = new DecisionEngine(
                () -> table, counters, this::allocate, observer, () -> liveGateways, DecisionObserver.NONE);
    }

    private LimitTable table(String limits) {
        return LimitTable.parse("limits.yaml", "domain: " + DOMAIN + "\n" + limits, options);
    }

    private @Nullable OwnTotals allocate(
            CounterKey key, Window window, Incarnation sender, boolean accounted, HitTotals start) {
        return full ? null : new HeapOwnTotals(start, accounted);
    }

    static Incarnation sender(long nonce) {
        return new Incarnation(new UUID(0, 42), 1_000, nonce);
    }

    /** Replaces the limits, as a reload does. */
    void reload(String limits) {
        table = table(limits);
    }

    void setClock(String instant) {
        nowMillis = Instant.parse(instant).toEpochMilli();
    }

    void advanceMillis(long millis) {
        nowMillis += millis;
    }

    long nowMillis() {
        return nowMillis;
    }

    Decision ask(RateLimitQuery.Descriptor... descriptors) {
        return ask(new RateLimitQuery(DOMAIN, List.of(descriptors)));
    }

    Decision ask(RateLimitQuery query) {
        PendingDecision decision = engine.prepare(query);
        Decision answer = decision.tryDecide(nowMillis);
        if (answer == null) {
            decision.loadWith(new HeapLoader(), nowMillis);
            answer = requireNonNull(decision.tryDecide(nowMillis), "answer after loading");
        }
        return answer;
    }

    /** Asks with one descriptor and returns what is said of it. */
    Decision.DescriptorDecision askOne(RateLimitQuery.Descriptor descriptor) {
        return ask(descriptor).descriptors().get(0);
    }

    /** Returns the window of a unit, aligned to the epoch, that is on the heap. */
    CounterWindow window(Unit unit, RateLimitQuery.Descriptor descriptor) {
        long length = unit.epochSeconds() * 1000;
        long start = nowMillis - nowMillis % length;
        return requireNonNull(counter(descriptor).find(new Window(start, start + length)), "window");
    }

    Counter counter(RateLimitQuery.Descriptor descriptor) {
        return requireNonNull(counters.find(key(descriptor)), "counter");
    }

    /** Returns the own totals in the window of a unit. */
    HitTotals own(Unit unit, RateLimitQuery.Descriptor descriptor) {
        return requireNonNull(window(unit, descriptor).ownTotals(), "own totals");
    }

    private static CounterKey key(RateLimitQuery.Descriptor descriptor) {
        CounterKey.Builder key =
                CounterKey.descriptor(DOMAIN, descriptor.entries().size());
        descriptor.entries().forEach(entry -> key.entry(entry.key(), entry.value(), false));
        return key.build();
    }

    static RateLimitQuery.Descriptor descriptor(String... keysAndValues) {
        return hits(1, keysAndValues);
    }

    static RateLimitQuery.Descriptor hits(long hits, String... keysAndValues) {
        return new RateLimitQuery.Descriptor(entries(keysAndValues), hits, null);
    }

    static RateLimitQuery.Descriptor givenBack(long hits, String... keysAndValues) {
        return new RateLimitQuery.Descriptor(entries(keysAndValues), hits, null, true);
    }

    static RateLimitQuery.Descriptor reported(long hits, String... keysAndValues) {
        return new RateLimitQuery.Descriptor(entries(keysAndValues), hits, null, false, true);
    }

    static RateLimitQuery.Descriptor override(long requestsPerUnit, Unit unit, String... keysAndValues) {
        return new RateLimitQuery.Descriptor(
                entries(keysAndValues), 1, new RateLimitQuery.LimitOverride(requestsPerUnit, unit));
    }

    private static List<DescriptorEntry> entries(String... keysAndValues) {
        List<DescriptorEntry> entries = new ArrayList<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            entries.add(new DescriptorEntry(keysAndValues[i], keysAndValues[i + 1]));
        }
        return entries;
    }

    /** There is no disk: a counter that is not on the heap is new. */
    private final class HeapLoader implements CounterLoader {

        @Override
        public boolean addNew(CounterKey key, long atMillis) {
            return false; // each may be stored
        }

        @Override
        public Counter load(CounterKey key, long atMillis) {
            loads++;
            Counter found = counters.find(key);
            if (found != null) {
                return found;
            }
            Counter counter = new Counter(key, atMillis);
            counters.add(counter);
            return counter;
        }

        @Override
        public void load(Counter counter, Window window) {
            requireNonNull(counter.findOrAdd(window, counters.sender())).countUnder(counters.sender());
        }

        @Override
        public void loadEnded(Counter counter, Window window) {
            counter.findOrAdd(window, Incarnation.NOBODY);
        }

        @Override
        public Incarnation newSender() {
            return sender(100 + loads);
        }
    }
}
