package io.tollgate.gateway.decision;

import static io.tollgate.gateway.decision.DecidingGateway.descriptor;
import static io.tollgate.gateway.decision.DecidingGateway.hits;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.KnownUsage;
import io.tollgate.model.Unit;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SlidingWindowTest {

    private static final String LIMITS = """
            descriptors:
              - key: k
                rate_limit: {unit: minute, requests_per_unit: 10, algorithm: sliding_window, charge: admitted}
              - key: all
                rate_limit: {unit: minute, requests_per_unit: 10, algorithm: sliding_window}
            """;

    private final DecidingGateway gateway = new DecidingGateway(LIMITS);

    @Test
    void countsTheShareOfTheWindowBeforeThatIsStillCovered() {
        gateway.setClock("2026-03-10T10:00:59Z");
        gateway.ask(hits(10, "k", "v"));

        gateway.setClock("2026-03-10T10:01:00Z");
        assertThat(gateway.ask(descriptor("k", "v")).overLimit()).isTrue();
        gateway.setClock("2026-03-10T10:01:30Z");
        assertThat(gateway.askOne(hits(0, "k", "v")).remaining()).isEqualTo(5);
        assertThat(gateway.ask(hits(6, "k", "v")).overLimit()).isTrue();
        assertThat(gateway.ask(hits(5, "k", "v")).overLimit()).isFalse();
        gateway.setClock("2026-03-10T10:02:00Z");
        assertThat(gateway.askOne(hits(0, "k", "v")).remaining()).isEqualTo(5);
    }

    @Test
    void saysHowLongItTakesUntilThereIsRoomAgain() {
        gateway.setClock("2026-03-10T10:00:59Z");
        gateway.ask(hits(10, "k", "v"));
        assertThat(gateway.askOne(descriptor("k", "v")).resetSeconds())
                .as("a tenth of the next window must pass")
                .isEqualTo(7);
        gateway.setClock("2026-03-10T10:01:06Z");
        assertThat(gateway.ask(descriptor("k", "v")).overLimit()).isFalse();

        assertThat(gateway.askOne(descriptor("k", "v")).resetSeconds())
                .as("another tenth of this window")
                .isEqualTo(6);
    }

    @Test
    void rejectedHitsFadeTooWhereAllAreCharged() {
        gateway.setClock("2026-03-10T10:00:30Z");
        gateway.ask(hits(40, "all", "v"));

        gateway.setClock("2026-03-10T10:01:43Z");
        assertThat(gateway.ask(hits(0, "all", "v")).overLimit()).isTrue();
        gateway.setClock("2026-03-10T10:01:46Z");
        assertThat(gateway.ask(hits(0, "all", "v")).overLimit()).isFalse();
    }

    @Test
    void countsInAWindowThatWasOnlyLookedAtUnderAnIdentityOfThisGateway() {
        gateway.setClock("2026-03-10T10:01:00Z");
        gateway.ask(descriptor("k", "v"));

        gateway.setClock("2026-03-10T10:00:59Z");
        gateway.ask(hits(2, "k", "v"));

        assertThat(gateway.window(Unit.MINUTE, descriptor("k", "v")))
                .returns(DecidingGateway.SELF, CounterWindow::sender)
                .returns(new HitTotals(2, 0, 0, 0, 0), CounterWindow::ownTotals);
    }

    @ParameterizedTest
    @ValueSource(strings = {"k", "all"})
    void aWindowBeforeOfWhichMoreWasGivenBackThanUsedMakesNoRoomInThisOne(String key) {
        gateway.setClock("2026-03-10T10:00:30Z");
        gateway.ask(hits(4, key, "v"));
        CounterWindow before = gateway.window(Unit.MINUTE, descriptor(key, "v"));
        before.others().learn(new KnownUsage(before.window(), new HitTotals(0, 0, 0, 24, 0), Map.of()));

        gateway.setClock("2026-03-10T10:01:15Z");

        assertThat(gateway.askOne(hits(0, key, "v")).remaining()).isEqualTo(10);
        assertThat(gateway.ask(hits(10, key, "v")).overLimit()).isFalse();
        assertThat(gateway.ask(hits(1, key, "v")).overLimit()).isTrue();
    }

    @Test
    void thisWindowOfWhichMoreWasGivenBackThanUsedMakesNoRoomForTheOneBefore() {
        gateway.setClock("2026-03-10T10:00:30Z");
        gateway.ask(hits(8, "k", "v"));
        gateway.setClock("2026-03-10T10:01:30Z");
        gateway.ask(hits(1, "k", "v"));
        CounterWindow now = gateway.window(Unit.MINUTE, descriptor("k", "v"));
        now.others().learn(new KnownUsage(now.window(), new HitTotals(0, 0, 0, 5, 0), Map.of()));

        assertThat(gateway.askOne(hits(0, "k", "v")).remaining()).isEqualTo(6);
        assertThat(gateway.ask(hits(7, "k", "v")).overLimit()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void admitsWhatANaiveModelAdmits(long seed) {
        Random random = new Random(seed);
        gateway.setClock("2026-03-10T10:00:00Z");
        long admittedBefore = 0;
        long admitted = 0;
        long minute = gateway.nowMillis() / 60_000;
        for (int i = 0; i < 2_000; i++) {
            gateway.advanceMillis(random.nextInt(random.nextInt(50) == 0 ? 100_000 : 4_000));
            long now = gateway.nowMillis();
            if (now / 60_000 != minute) {
                admittedBefore = now / 60_000 == minute + 1 ? admitted : 0;
                admitted = 0;
                minute = now / 60_000;
            }
            long hits = random.nextInt(4);
            long faded = (long) (admittedBefore * ((60_000 - now % 60_000) / 60_000.0));
            boolean admits = faded + admitted + hits <= 10;

            assertThat(gateway.ask(hits(hits, "k", "v")).overLimit())
                    .as("seed %d, request %d", seed, i)
                    .isEqualTo(!admits);

            admitted += admits ? hits : 0;
        }
        assertThat(gateway.own(Unit.MINUTE, descriptor("k", "v")).admitted()).isEqualTo(admitted);
    }
}
