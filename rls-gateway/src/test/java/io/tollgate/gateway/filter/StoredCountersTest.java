package io.tollgate.gateway.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.model.CounterKey;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a filter says, beside a store that is only a map. */
final class StoredCountersTest {

    private static final int LEAST = 200;

    private final NavigableMap<byte[], CounterKey> store = new TreeMap<>(Arrays::compare);
    private final StoredCounters stored = new StoredCounters(this::walk, LEAST);

    private byte @Nullable [] walk(byte @Nullable [] from, int most, Consumer<byte[]> counters) {
        NavigableMap<byte[], CounterKey> rest = from == null ? store : store.tailMap(from, true);
        rest.keySet().stream().limit(most).forEach(counters);
        return rest.keySet().stream().skip(most).findFirst().orElse(null);
    }

    private void write(CounterKey key) {
        stored.writing(key.bytes());
        store.put(key.bytes(), key);
    }

    private static CounterKey key(int number) {
        return CounterKey.descriptor("shop", 1)
                .entry("user", "u" + number, false)
                .build();
    }

    private long wronglyTold(int from, int to) {
        long wrong = 0;
        for (int i = from; i < to; i++) {
            wrong += stored.mayHave(key(i)) ? 1 : 0;
        }
        return wrong;
    }

    @Test
    void untilAllWasSeenAnyCounterMayBeStored() {
        for (int i = 0; i < 100; i++) {
            write(key(i));
        }
        stored.walk(60);
        assertThat(stored.mayHave(key(1_000))).isTrue();

        stored.walk(60);

        assertThat(wronglyTold(1_000, 2_000)).isLessThan(50);
    }

    @Test
    void nothingIsStoredInAnEmptyStore() {
        stored.walk(1);

        assertThat(wronglyTold(0, 1_000)).isZero();
    }

    @Test
    void aFullFilterIsMadeAnewAndLarger() {
        stored.walk(1);
        for (int i = 0; i < 20 * LEAST; i++) {
            write(key(i));
        }
        assertThat(wronglyTold(1_000_000, 1_001_000)).isGreaterThan(500);

        for (int i = 0; i < 100; i++) {
            stored.walk(1_000);
        }

        assertThat(wronglyTold(1_000_000, 1_001_000)).isLessThan(50);
        assertThat(wronglyTold(0, 20 * LEAST)).isEqualTo(20 * LEAST);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void noCounterThatIsStoredIsEverMissed(long seed) {
        Random random = new Random(seed);
        for (int step = 0; step < 3_000; step++) {
            CounterKey key = key(random.nextInt(2_000));
            switch (random.nextInt(4)) {
                case 0 -> stored.walk(1 + random.nextInt(100));
                case 1 -> store.remove(key.bytes());
                default -> write(key);
            }
            if (step % 100 == 0) {
                assertThat(store.values()).allMatch(stored::mayHave);
            }
        }
    }
}
