package io.tollgate.gateway.decision;

import static io.tollgate.gateway.decision.DecidingGateway.SELF;
import static io.tollgate.gateway.decision.DecidingGateway.descriptor;
import static io.tollgate.gateway.decision.DecidingGateway.hits;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounting.HitTotals;
import io.tollgate.gateway.limits.file.GlobalModes;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Unit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A gateway that meters three counters of a domain in an hour. */
final class MeteredCountersTest {

    private final List<String> full = new ArrayList<>();
    private final DecidingGateway gateway =
            new DecidingGateway("""
            descriptors:
              - key: user
                rate_limit: {unit: day, requests_per_unit: 5}
              - key: tenant
                descriptors:
                  - key: path
                    value: /v1/*
                    observe: true
              - key: hourly
                rate_limit: {unit: hour, requests_per_unit: 2}
              - key: fixed
                value: one
                rate_limit: {unit: hour, requests_per_unit: 100}
            """, GlobalModes.NONE, new Counters(SELF, new MeteredCounters(3, full::add)));

    /** Returns hits by counter, as the ledger will have them. */
    private Map<CounterKey, HitTotals> accounted() {
        Map<CounterKey, HitTotals> accounted = new HashMap<>();
        for (Counter counter : gateway.counters.all()) {
            for (CounterWindow window : counter.windows()) {
                if (window.isAccounting()) {
                    accounted.merge(counter.key(), requireNonNull(window.ownTotals()), HitTotals::plus);
                }
            }
        }
        return accounted;
    }

    private static CounterKey of(String key, String value) {
        return CounterKey.descriptor(DecidingGateway.DOMAIN, 1)
                .entry(key, value, false)
                .build();
    }

    private static CounterKey sharedOf(String key) {
        return CounterKey.descriptor(DecidingGateway.DOMAIN, 1)
                .entry(key, "*", true)
                .build();
    }

    private static HitTotals admitted(long hits) {
        return new HitTotals(hits, 0, 0, 0, 0);
    }

    private void threeUsers() {
        for (String user : new String[] {"a", "b", "c"}) {
            gateway.ask(descriptor("user", user));
        }
    }

    @Test
    void hitsOfFurtherCountersAreAccountedInOneOfTheirRule() {
        threeUsers();

        gateway.ask(hits(2, "user", "d"));
        gateway.ask(hits(3, "user", "e"));
        gateway.ask(descriptor("user", "a"));

        assertThat(accounted())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        of("user", "a"),
                        admitted(2),
                        of("user", "b"),
                        admitted(1),
                        of("user", "c"),
                        admitted(1),
                        sharedOf("user"),
                        admitted(5)));
        assertThat(gateway.counters.metered().overflowHits()).isEqualTo(5);
        assertThat(gateway.counters.metered().overflowHitsByDomain()).isEqualTo(Map.of("shop", 5L));
        assertThat(full).containsExactly("shop");
    }

    @Test
    void eachFurtherCounterKeepsItsOwnLimit() {
        threeUsers();

        assertThat(gateway.ask(hits(5, "user", "d")).overLimit()).isFalse();
        assertThat(gateway.ask(hits(5, "user", "e")).overLimit()).isFalse();
        assertThat(gateway.ask(hits(2, "user", "d")).overLimit()).isTrue();

        assertThat(accounted()).containsEntry(sharedOf("user"), new HitTotals(10, 2, 0, 0, 0));
        assertThat(gateway.window(Unit.DAY, descriptor("user", "d")).isAccounted())
                .isFalse();
    }

    @Test
    void anHourlyLimitIsDecidedByItsOwnHourAndAccountedInTheSharedOne() {
        threeUsers();

        assertThat(gateway.ask(hits(2, "hourly", "x")).overLimit()).isFalse();
        assertThat(gateway.ask(hits(1, "hourly", "x")).overLimit()).isTrue();

        assertThat(accounted()).containsEntry(sharedOf("hourly"), new HitTotals(2, 1, 0, 0, 0));
        assertThat(accounted()).doesNotContainKey(of("hourly", "x"));
    }

    @Test
    void theSharedCounterHasWhatTheRuleSpellsOutAndItsPatterns() {
        threeUsers();

        gateway.ask(descriptor("tenant", "acme", "path", "/v1/orders"));

        assertThat(accounted())
                .containsEntry(
                        CounterKey.descriptor(DecidingGateway.DOMAIN, 2)
                                .entry("tenant", "*", true)
                                .entry("path", "/v1/*", true)
                                .build(),
                        admitted(1));
    }

    @Test
    void aRuleThatSpellsOutItsValuesAlwaysHasAPlace() {
        threeUsers();

        gateway.ask(descriptor("fixed", "one"));

        assertThat(accounted()).containsEntry(of("fixed", "one"), admitted(1));
        assertThat(gateway.counters.metered().overflowHits()).isZero();
    }

    @Test
    void knownCountersHaveTheirPlaceInTheNextHourWhoeverComesFirst() {
        threeUsers();
        gateway.advanceMillis(3_600_000);

        for (String user : new String[] {"x", "y", "z", "v", "w"}) {
            gateway.ask(descriptor("user", user));
        }
        threeUsers();

        assertThat(accounted()).containsEntry(of("user", "a"), admitted(2));
        assertThat(accounted()).containsEntry(of("user", "x"), admitted(1));
        assertThat(accounted()).containsEntry(sharedOf("user"), admitted(2));
    }

    @Test
    void whatIsGivenBackIsAccountedWhereTheHitsAre() {
        threeUsers();
        gateway.ask(hits(4, "user", "d"));

        gateway.ask(DecidingGateway.givenBack(3, "user", "d"));

        assertThat(accounted()).containsEntry(sharedOf("user"), new HitTotals(4, 0, 0, 3, 0));
    }

    @Test
    void eachHitIsAccountedOnce() {
        Random random = new Random(7);
        long sent = 0;
        for (int i = 0; i < 5_000; i++) {
            long hits = 1L + random.nextInt(3);
            String key = random.nextBoolean() ? "user" : "hourly";
            gateway.ask(hits(hits, key, "u" + random.nextInt(40)));
            sent += hits;
            if (random.nextInt(200) == 0) {
                gateway.advanceMillis(random.nextInt(3_600_000));
            }
        }

        assertThat(accounted().values().stream().mapToLong(HitTotals::decided).sum())
                .isEqualTo(sent);
    }
}
