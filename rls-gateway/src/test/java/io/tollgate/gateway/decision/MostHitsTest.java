package io.tollgate.gateway.decision;

import static io.tollgate.gateway.decision.DecidingGateway.descriptor;
import static io.tollgate.gateway.decision.DecidingGateway.hits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.KnownUsage;
import io.tollgate.gateway.limits.file.GlobalModes;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.MostHits;
import io.tollgate.model.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What cannot be accounted is rejected, and nothing of it is counted. */
final class MostHitsTest {

    private static final String LIMITS = """
            descriptors:
              - key: bytes
                rate_limit: {unit: hour, requests_per_unit: 1000000000000000000}
              - key: spent
                rate_limit: {unit: hour, requests_per_unit: 5}
              - key: tried
                shadow_mode: true
                rate_limit: {unit: hour, requests_per_unit: 5}
              - key: plan
                rate_limits:
                  - {name: hour, unit: hour, requests_per_unit: 1000000000000000000}
                  - {name: day, unit: day, requests_per_unit: 1000000000000000000}
            """;
    private static final long LARGEST = MostHits.AT_ONCE;
    private static final int FILL = (int) (MostHits.IN_A_WINDOW / LARGEST);

    private static DecidingGateway filled(ChargeMode mode, String key) {
        DecidingGateway gateway = new DecidingGateway(LIMITS, new GlobalModes(false, false, mode, null));
        for (int i = 0; i < FILL; i++) {
            gateway.ask(hits(LARGEST, key, "a"));
        }
        return gateway;
    }

    @ParameterizedTest
    @EnumSource(ChargeMode.class)
    void aWindowTakesTwoToThe53AndNotOneMore(ChargeMode mode) {
        DecidingGateway gateway = filled(mode, "bytes");

        assertThatThrownBy(() -> gateway.ask(descriptor("bytes", "a")))
                .isInstanceOf(TooManyHitsException.class)
                .hasMessageContaining("9007199254740992")
                .hasMessageContaining("nothing was counted");

        assertThat(gateway.own(Unit.HOUR, descriptor("bytes", "a")))
                .isEqualTo(new HitTotals(MostHits.IN_A_WINDOW, 0, 0, 0, 0));
        assertThat(gateway.askOne(hits(0, "bytes", "a")).remaining())
                .isEqualTo(1_000_000_000_000_000_000L - MostHits.IN_A_WINDOW);
    }

    @Test
    void rejectedHitsAndThoseOfAShadowAreBoundedToo() {
        for (String key : List.of("spent", "tried")) {
            DecidingGateway gateway = filled(ChargeMode.ALL, key);

            assertThatThrownBy(() -> gateway.ask(descriptor(key, "a"))).isInstanceOf(TooManyHitsException.class);
            assertThat(gateway.own(Unit.HOUR, descriptor(key, "a")).decided()).isEqualTo(MostHits.IN_A_WINDOW);
        }
    }

    @Test
    void whatFitsIsTakenAndSoIsAllInTheNextWindow() {
        DecidingGateway gateway = new DecidingGateway(LIMITS);
        for (int i = 0; i < FILL - 1; i++) {
            gateway.ask(hits(LARGEST, "bytes", "a"));
        }
        gateway.ask(hits(LARGEST - 3, "bytes", "a"));

        assertThatThrownBy(() -> gateway.ask(hits(4, "bytes", "a"))).isInstanceOf(TooManyHitsException.class);
        gateway.ask(hits(3, "bytes", "a"));
        gateway.advanceMillis(Unit.HOUR.epochSeconds() * 1000);
        gateway.ask(hits(LARGEST, "bytes", "a"));

        assertThat(gateway.own(Unit.HOUR, descriptor("bytes", "a")).admitted()).isEqualTo(LARGEST);
    }

    @Test
    void aRequestThatOneOfItsCountersCannotTakeIsCountedAtNone() {
        DecidingGateway gateway = filled(ChargeMode.ALL, "bytes");

        assertThatThrownBy(() -> gateway.ask(descriptor("spent", "a"), descriptor("bytes", "a")))
                .isInstanceOf(TooManyHitsException.class);
        assertThatThrownBy(() -> gateway.ask(oneCounterManyTimes())).isInstanceOf(TooManyHitsException.class);

        assertThat(gateway.askOne(hits(0, "spent", "a")).remaining()).isEqualTo(5);
        assertThat(gateway.askOne(hits(0, "bytes", "b")).remaining()).isEqualTo(1_000_000_000_000_000_000L);
    }

    private static RateLimitQuery.Descriptor[] oneCounterManyTimes() {
        RateLimitQuery.Descriptor[] descriptors = new RateLimitQuery.Descriptor[FILL + 1];
        for (int i = 0; i < descriptors.length; i++) {
            descriptors[i] = hits(LARGEST, "bytes", "b");
        }
        return descriptors;
    }

    @Test
    void aLongerWindowFillsUpOverItsHours() {
        DecidingGateway gateway = new DecidingGateway(LIMITS);
        for (int i = 0; i < FILL; i++) {
            if (i == FILL / 2) {
                gateway.advanceMillis(Unit.HOUR.epochSeconds() * 1000);
            }
            gateway.ask(hits(LARGEST, "plan", "a"));
        }

        assertThatThrownBy(() -> gateway.ask(descriptor("plan", "a"))).isInstanceOf(TooManyHitsException.class);
        assertThat(gateway.own(Unit.HOUR, descriptor("plan", "a")).admitted()).isEqualTo(LARGEST * FILL / 2);
        assertThat(gateway.own(Unit.DAY, descriptor("plan", "a")).admitted()).isEqualTo(MostHits.IN_A_WINDOW);
    }

    @Test
    void whatOthersAndEarlierStartsClaimTakesUpNoRoom() {
        DecidingGateway gateway = new DecidingGateway(LIMITS);
        gateway.ask(descriptor("bytes", "a"));
        CounterWindow window = gateway.window(Unit.HOUR, descriptor("bytes", "a"));
        HitTotals claim = new HitTotals(Long.MAX_VALUE, 0, 0, 0, 0);
        window.others().addEarlier(DecidingGateway.sender(2), claim);
        window.others()
                .learn(new KnownUsage(window.window(), HitTotals.ZERO, Map.of(DecidingGateway.sender(3), claim)));

        assertThat(gateway.ask(hits(LARGEST, "bytes", "a")).overLimit()).isTrue();
    }

    @Test
    void concurrentRequestsFillAWindowToTheHitAndEachThatWasAnsweredIsCounted() throws Exception {
        int threads = 4;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (int seed = 0; seed < 50; seed++) {
                DecidingGateway gateway = filled(ChargeMode.ALL, "plan");
                gateway.advanceMillis(24 * Unit.HOUR.epochSeconds() * 1000);
                for (int i = 0; i < FILL - 4; i++) {
                    gateway.ask(hits(LARGEST, "plan", "a"));
                }
                CyclicBarrier start = new CyclicBarrier(threads);
                List<Future<Long>> answered = new ArrayList<>();
                for (int thread = 0; thread < threads; thread++) {
                    Random random = new Random(31L * seed + thread);
                    answered.add(pool.submit(() -> {
                        start.await(10, TimeUnit.SECONDS);
                        return askForMany(gateway, random);
                    }));
                }
                long sum = LARGEST * (FILL - 4);
                for (Future<Long> hits : answered) {
                    sum += hits.get(10, TimeUnit.SECONDS);
                }
                for (Unit unit : List.of(Unit.HOUR, Unit.DAY)) {
                    assertThat(gateway.own(unit, descriptor("plan", "a")).admitted())
                            .as("seed %d", seed)
                            .isEqualTo(sum)
                            .isLessThanOrEqualTo(MostHits.IN_A_WINDOW);
                }
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static long askForMany(DecidingGateway gateway, Random random) {
        long answered = 0;
        for (int i = 0; i < 10; i++) {
            long hits = LARGEST - random.nextInt(3);
            try {
                gateway.ask(hits(hits, "plan", "a"));
                answered += hits;
            } catch (TooManyHitsException e) {
                assertThat(e).hasMessageContaining("nothing was counted");
            }
        }
        return answered;
    }
}
