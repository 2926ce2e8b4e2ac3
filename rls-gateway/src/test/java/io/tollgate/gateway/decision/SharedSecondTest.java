package io.tollgate.gateway.decision;

import static io.tollgate.gateway.decision.DecidingGateway.descriptor;
import static io.tollgate.gateway.decision.DecidingGateway.sender;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.accounting.KnownUsage;
import io.tollgate.gateway.limits.file.GlobalModes;
import io.tollgate.gateway.usage.HurriedLag;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Unit;
import io.tollgate.model.Window;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Several gateways that share a limit by the second, each of which tells of its hits every ten milliseconds; that takes a
 * while, which varies. What they admit together is compared with the limit.
 */
final class SharedSecondTest {

    private static final int LIMIT = 1_000;
    private static final int SECONDS = 30;
    private static final int SPACING = 10;
    private static final int LEAST_LAG = 4;
    private static final int LAG_VARIES = 20;
    private static final int STALL = 400;
    private static final int MANY = 1_000;

    /** Below this share of the limit nothing is reported. */
    private static final int REPORTED_FROM = 5;

    private static final CounterKey KEY = CounterKey.descriptor(DecidingGateway.DOMAIN, 1)
            .entry("user", "a", false)
            .build();

    /** Usage on its way to all gateways. */
    private record Sent(long atMillis, KnownUsage usage) {}

    private static final class Gateways {
        private final Random random;
        private final List<DecidingGateway> all = new ArrayList<>();
        private final Queue<Sent> underWay = new ArrayDeque<>();
        private final Map<Window, Map<Incarnation, HitTotals>> usage = new HashMap<>();
        private final int[] admitted = new int[SECONDS];
        private int asked;
        private int alive;
        private int stalls;
        private long lastArrivalMillis;
        private final HurriedLag lag = new HurriedLag();

        Gateways(int count, String sharing, String charge, long seed) {
            random = new Random(seed);
            alive = count;
            for (int i = 0; i < count; i++) {
                DecidingGateway gateway = new DecidingGateway(
                        "descriptors: [{key: user, rate_limit: {unit: second, requests_per_unit: " + LIMIT
                                + ", sharing: " + sharing + ", charge: " + charge + "}}]",
                        GlobalModes.NONE,
                        new Counters(sender(i + 1)));
                gateway.setClock("2026-03-10T10:20:30Z");
                all.add(gateway);
            }
        }

        /** Asks at random moments, so many times a second, the given share of it at the first gateway. */
        void run(int fromSecond, int toSecond, int perSecond, double firstShare) {
            for (int milli = fromSecond * 1000; milli < toSecond * 1000; milli++) {
                for (int i = random.nextInt(2 * perSecond / 1000 + 1); i > 0; i--) {
                    ask(gateway(firstShare), milli / 1000);
                }
                for (int i = first(); i < all.size(); i++) {
                    if ((milli + 3 * i) % SPACING == 0) {
                        report(all.get(i));
                    }
                }
                deliver();
                all.forEach(gateway -> gateway.advanceMillis(1));
            }
        }

        private int first() {
            return all.size() - alive;
        }

        private int gateway(double firstShare) {
            return random.nextDouble() < firstShare ? first() : first() + 1 + random.nextInt(alive - 1);
        }

        private void ask(int gateway, int second) {
            asked++;
            if (!all.get(gateway).ask(descriptor("user", "a")).overLimit()) {
                admitted[second]++;
            }
        }

        private void report(DecidingGateway gateway) {
            long start = gateway.nowMillis() / 1000 * 1000;
            CounterWindow window = window(gateway, new Window(start, start + 1000));
            if (window == null || window.used(window.chargeMode()) < LIMIT / REPORTED_FROM) {
                return;
            }
            Map<Incarnation, HitTotals> known = usage.computeIfAbsent(window.window(), any -> new HashMap<>());
            HitTotals own = gateway.own(Unit.SECOND, descriptor("user", "a"));
            if (!own.equals(known.put(window.sender(), own))) {
                long now = gateway.nowMillis();
                window.dirty().claimUrgent();
                window.dirty().reporting();
                window.dirty().reported(own, now, now);
                long takes =
                        (long) LEAST_LAG + random.nextInt(LAG_VARIES) + (random.nextInt(MANY) < stalls ? STALL : 0);
                lastArrivalMillis = Math.max(lastArrivalMillis, now + takes);
                underWay.add(new Sent(lastArrivalMillis, new KnownUsage(window.window(), HitTotals.ZERO, known)));
            }
        }

        private static @Nullable CounterWindow window(DecidingGateway gateway, Window span) {
            Counter counter = gateway.counters.find(KEY);
            return counter == null ? null : counter.find(span);
        }

        private void deliver() {
            long now = all.get(0).nowMillis();
            while (!underWay.isEmpty() && underWay.peek().atMillis <= now) {
                KnownUsage known = underWay.remove().usage;
                for (DecidingGateway gateway : all) {
                    CounterWindow window = window(gateway, known.window());
                    if (window != null) {
                        window.follow(known, now, lag.millis());
                        DirtyState.Echo echo = window.dirty().echo(known.of(window.sender()));
                        if (echo != null) {
                            lag.observed(TimeUnit.MILLISECONDS.toNanos(now - echo.sentMillis()));
                        }
                    }
                }
            }
        }

        void kill() {
            alive--;
        }

        double excess() {
            return excess(0, SECONDS);
        }

        double excess(int from, int to) {
            return (double) Arrays.stream(admitted, from, to).sum() / LIMIT / (to - from) - 1;
        }

        double denied() {
            return 1 - (double) Arrays.stream(admitted).sum() / asked;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2, 0.5, all",
        "2, 0.5, admitted",
        "2, 0.95, all",
        "2, 0.95, admitted",
        "4, 0.25, all",
        "4, 0.25, admitted",
        "4, 0.95, all"
    })
    void aPredictedLimitIsMissedByLittleToEitherSide(int count, double firstShare, String charge) {
        Gateways gateways = new Gateways(count, "predicted", charge, 42);

        gateways.run(0, SECONDS, 2_000, firstShare);

        assertThat(gateways.excess(1, SECONDS)).isBetween(-0.005, 0.005);
        for (int from = 0; from < SECONDS; from += 5) {
            assertThat(gateways.excess(from, from + 5)).isBetween(-0.02, 0.02);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {42, 43, 44, 45})
    void aStallOfAllReportsIsNotTakenForSilenceNorItsEndForARush(long seed) {
        Gateways gateways = new Gateways(2, "predicted", "all", seed);
        gateways.stalls = 5;

        gateways.run(0, SECONDS, 2_000, 0.5);

        assertThat(gateways.excess(1, SECONDS)).isBetween(-0.01, 0.01);
    }

    @ParameterizedTest
    @CsvSource({"all, 42", "all, 43", "all, 44", "admitted, 42", "admitted, 43", "admitted, 44"})
    void afterARushNoMoreIsDeniedThanBefore(String charge, long seed) {
        Gateways gateways = new Gateways(2, "predicted", charge, seed);

        gateways.run(0, 5, 50_000, 0.5);
        gateways.run(5, SECONDS, 2_000, 0.5);

        assertThat(gateways.excess(20, SECONDS)).isBetween(-0.01, 0.01);
    }

    @Test
    void aKnownLimitIsExceededByWhatIsUnderWayAndNeverDeniesBelow() {
        Gateways gateways = new Gateways(2, "known", "all", 42);

        gateways.run(0, SECONDS, 2_000, 0.5);

        assertThat(gateways.excess()).isBetween(0.01, 0.05);
        assertThat(Arrays.stream(gateways.admitted).min().orElseThrow()).isGreaterThanOrEqualTo(LIMIT);
    }

    @Test
    void aLimitThatIsNotReachedIsHardlyDenied() {
        Gateways gateways = new Gateways(4, "predicted", "all", 42);

        gateways.run(0, SECONDS, 900, 0.25);

        assertThat(gateways.denied()).isLessThan(0.01);
    }

    @Test
    void theOthersTakeOverWhatAGatewayLeavesThatDied() {
        Gateways gateways = new Gateways(3, "predicted", "all", 42);
        gateways.run(0, 10, 2_000, 1.0 / 3);

        gateways.kill();
        gateways.run(10, SECONDS, 2_000, 0.5);

        assertThat(gateways.excess(11, SECONDS)).isBetween(-0.005, 0.005);
    }
}
