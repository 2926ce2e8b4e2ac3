package io.tollgate.gateway.usage;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.accounting.KnownUsage;
import io.tollgate.event.Usage;
import io.tollgate.gateway.decision.Counter;
import io.tollgate.gateway.decision.CounterWindow;
import io.tollgate.gateway.decision.Counters;
import io.tollgate.gateway.decision.HitOutcome;
import io.tollgate.gateway.decision.OwnTotals;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import io.tollgate.plan.EarlierUsage;
import io.tollgate.topic.EventCodec;
import io.tollgate.topic.UsageEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class UsageUpdaterTest {

    private static final Incarnation SELF = new Incarnation(new UUID(1, 2), 3, 4);
    private static final Incarnation EARLIER = new Incarnation(new UUID(1, 2), 1, 9);
    private static final Incarnation OTHER = new Incarnation(new UUID(7, 8), 3, 4);
    private static final Window PAST = new Window(0, 60_000);
    private static final Window PRESENT = new Window(60_000, 120_000);
    private static final long NOW = 60_000;
    private static final long HOUR_MS = 3_600_000;

    private final List<String> told = new ArrayList<>();
    private long nanos;
    private final Counter counter = new Counter(
            CounterKey.descriptor("shop", 1).entry("user", "a", false).build(), NOW);
    private final Counters counters = new Counters(SELF);
    private final UsageUpdater updater = new UsageUpdater(
            counters,
            new UsageUpdater.Observer() {
                @Override
                public void impersonated(CounterWindow window, HitTotals seen) {
                    told.add("impersonated " + seen.admitted());
                }

                @Override
                public void echoed(long nanos) {
                    told.add("echoed after " + nanos);
                }

                @Override
                public void shared(CounterWindow window, long nowMillis) {
                    told.add("shared at " + nowMillis);
                }
            },
            () -> nanos);

    @Test
    void tellsOnceHowLongItTookUntilUsageHeldAReport() {
        CounterWindow window = requireNonNull(counter.findOrAdd(PRESENT, SELF));
        window.resume(new FixedTotals(new HitTotals(7, 0, 0, 0, 0)));
        window.dirty().reported(new HitTotals(7, 0, 0, 0, 0), 1_000, 0);

        nanos = 5_000;
        updater.apply(
                counter, new EventsOfUsage().window(PRESENT, 0).listed(SELF, 6).encode(), NOW);
        nanos = 9_000;
        updater.apply(
                counter, new EventsOfUsage().window(PRESENT, 0).listed(SELF, 7).encode(), NOW);
        updater.apply(
                counter, new EventsOfUsage().window(PRESENT, 0).listed(SELF, 7).encode(), NOW);

        assertThat(told).containsExactly("echoed after 8000");
    }

    @Test
    void tellsOfOwnHitsThatOthersWhoCountThereWereNeverToldOf() {
        byte[] nobodyElse = new EventsOfUsage().window(PRESENT, 0).encode();
        byte[] others = new EventsOfUsage().window(PRESENT, 0).listed(OTHER, 3).encode();
        updater.apply(counter, others, NOW);
        assertThat(told).isEmpty();

        CounterWindow window = present();
        window.resume(new FixedTotals(new HitTotals(7, 0, 0, 0, 0)));
        updater.apply(counter, nobodyElse, NOW + 1);
        assertThat(told).containsExactly("shared at " + (NOW + 1));

        window.dirty().claimReport(NOW + 1);
        updater.apply(counter, others, NOW + 2);
        assertThat(told).hasSize(1);
    }

    private CounterWindow present() {
        return requireNonNull(counter.find(PRESENT), "present");
    }

    @Test
    void leavesOutWindowsThatEnded() {
        byte[] event = new EventsOfUsage()
                .window(PAST, 5)
                .window(PRESENT, 7)
                .listed(OTHER, 1)
                .encode();

        updater.apply(counter, event, NOW);

        assertThat(counter.windows()).extracting(CounterWindow::window).containsExactly(PRESENT);
        assertThat(told).isEmpty();
    }

    @Test
    void countsAdjustmentsAsPartOfTheRestAndGatewaysByName() {
        byte[] event = new EventsOfUsage()
                .window(PRESENT, 7)
                .adjusted("goodwill", 30)
                .listed(OTHER, 1)
                .encode();

        List<KnownUsage> known = UsageUpdater.windows(event);
        assertThat(UsageUpdater.listed(known, PRESENT, OTHER)).isEqualTo(new HitTotals(1, 0, 0, 0, 0));
        assertThat(UsageUpdater.listed(known, PRESENT, SELF)).isEqualTo(HitTotals.ZERO);
        assertThat(UsageUpdater.listed(known, PAST, OTHER)).isEqualTo(HitTotals.ZERO);
        Usage usage = (Usage) EventCodec.USAGE.decode(event).getEvent();
        assertThat(UsageEvents.windows(usage))
                .singleElement()
                .satisfies(window -> assertThat(window.rest().admitted()).isEqualTo(37));
    }

    @Test
    void noticesThatSomebodyElseCountsUnderItsIdentity() {
        updater.apply(
                counter, new EventsOfUsage().window(PRESENT, 0).listed(SELF, 1).encode(), NOW);

        assertThat(told).containsExactly("impersonated 1");
    }

    @Test
    void countsAnEarlierStartAsTheDiskHasItUntilUsageHoldsItInFull() {
        requireNonNull(counter.findOrAdd(PRESENT, SELF)).others().addEarlier(EARLIER, new HitTotals(5, 0, 0, 0, 0));

        updater.apply(
                counter,
                new EventsOfUsage().window(PRESENT, 0).listed(EARLIER, 4).encode(),
                NOW);
        assertThat(present().used(ChargeMode.ALL)).isEqualTo(5);
        updater.apply(
                counter,
                new EventsOfUsage().window(PRESENT, 0).listed(EARLIER, 6).encode(),
                NOW);

        assertThat(present().used(ChargeMode.ALL)).isEqualTo(6);
        assertThat(present().others().selfSeen()).isEqualTo(HitTotals.ZERO);
    }

    @Test
    void isPastOnlyWhenNoSlidingLimitNeedsAWindowAnyMore() {
        byte[] mixed = new EventsOfUsage().window(PAST, 5).window(PRESENT, 7).encode();

        assertThat(UsageUpdater.isPast(counter.key(), mixed, 179_999)).isFalse();
        assertThat(UsageUpdater.isPast(counter.key(), mixed, 180_000)).isTrue();
    }

    @Test
    void aSubscriptionsCounterKnowsWhatWasUsedInWindowsThatEnded() {
        Window first = new Window(0, HOUR_MS);
        Window second = new Window(HOUR_MS, 2 * HOUR_MS);
        CounterKey key = CounterKey.quota("s", "f");
        Counter owned = new Counter(key, HOUR_MS);
        counters.add(owned);
        assertThat(counters.earlier(key, HOUR_MS)).isNull();
        byte[] event = new EventsOfUsage().window(first, 5).window(second, 7).encode();

        updater.apply(owned, event, HOUR_MS);

        EarlierUsage known = requireNonNull(counters.earlier(key, 2 * HOUR_MS - 1));
        assertThat(known.in(first)).isEqualTo(5);
        assertThat(known.in(second)).isZero();
        updater.apply(owned, event, HOUR_MS);
        assertThat(counters.earlier(key, HOUR_MS)).isSameAs(known);
        assertThat(requireNonNull(counters.earlier(key, 2 * HOUR_MS)).in(second))
                .isEqualTo(7);
        assertThat(UsageUpdater.isPast(key, event, 38 * HOUR_MS - 1)).isFalse();
        assertThat(UsageUpdater.isPast(key, event, 38 * HOUR_MS)).isTrue();
    }

    @Test
    void aSubscriptionsCounterThatUsageDoesNotKnowWasNotUsedOnceUsageIsRead() {
        AtomicBoolean read = new AtomicBoolean();
        UsageUpdater reading = new UsageUpdater(counters, (window, seen) -> {}, () -> 0, read::get);
        CounterKey key = CounterKey.quota("s", "f");
        Counter owned = new Counter(key, NOW);
        counters.add(owned);

        reading.learnNothing(owned);
        assertThat(counters.earlier(key, NOW)).isNull();
        read.set(true);
        reading.learnNothing(owned);

        assertThat(counters.earlier(key, NOW)).isEqualTo(EarlierUsage.NONE);
    }

    @Test
    void keepsWhatItCannotRead() {
        assertThat(UsageUpdater.isPast(counter.key(), new byte[] {1, 2, 3}, Long.MAX_VALUE))
                .isFalse();
    }

    /** Totals that do not move. */
    private record FixedTotals(HitTotals snapshot) implements OwnTotals {

        @Override
        public void add(HitOutcome outcome, long hits, long wouldDeny) {
            throw new AssertionError("nobody counts here");
        }

        @Override
        public long charged() {
            return snapshot.net(ChargeMode.ALL);
        }

        @Override
        public void markAccounted() {
            throw new AssertionError("nobody accounts here");
        }

        @Override
        public void release() {
            throw new AssertionError("nobody evicts here");
        }
    }
}
