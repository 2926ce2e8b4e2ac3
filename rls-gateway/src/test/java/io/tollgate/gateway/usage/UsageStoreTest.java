package io.tollgate.gateway.usage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.model.CounterKey;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UsageStoreTest {

    private static final long CACHE_BYTES = 1 << 20;
    private static final CounterKey FIRST = key("a");
    private static final CounterKey SECOND = key("b");
    private static final byte[] OLD = "old".getBytes(UTF_8);
    private static final byte[] NEW = "new".getBytes(UTF_8);

    @TempDir
    private Path folder = Path.of("");

    private static CounterKey key(String value) {
        return CounterKey.descriptor("shop", 1).entry("user", value, false).build();
    }

    private UsageStore open() {
        return new UsageStore(folder.resolve("usage"), CACHE_BYTES);
    }

    private static void write(UsageStore store, Map<CounterKey, byte[]> rows, Map<Integer, Long> nextOffsets) {
        try (UsageStore.Batch batch = store.batch()) {
            rows.forEach((key, event) -> batch.put(key.bytes(), event));
            batch.commit(nextOffsets);
        }
    }

    @Test
    void keepsRowsAndOffsetsOfABatchWhenItIsOpenedAgain() {
        try (UsageStore store = open()) {
            store.restart("topic-1");
            write(store, Map.of(FIRST, OLD, SECOND, OLD), Map.of(0, 5L, 1, 7L));
            write(store, Map.of(FIRST, NEW), Map.of(0, 6L));
        }

        try (UsageStore store = open()) {
            assertThat(store.find(FIRST)).isEqualTo(NEW);
            assertThat(store.find(SECOND)).isEqualTo(OLD);
            assertThat(store.nextOffset(0)).hasValue(6);
            assertThat(store.nextOffset(1)).hasValue(7);
            assertThat(store.nextOffset(2)).isEmpty();
            assertThat(store.topicId()).isEqualTo("topic-1");
        }
    }

    @Test
    void knowsWhichRowsOutliveAKill() {
        try (UsageStore store = open()) {
            write(store, Map.of(FIRST, OLD), Map.of(0, 1L));
            assertThat(store.findOnDisk(FIRST)).isNull();

            store.flush();
            write(store, Map.of(FIRST, NEW), Map.of(0, 2L));

            assertThat(store.findOnDisk(FIRST)).isEqualTo(OLD);
            assertThat(store.find(FIRST)).isEqualTo(NEW);
        }
    }

    @Test
    void takesNothingOfABatchThatWasNotCommitted() {
        try (UsageStore store = open()) {
            try (UsageStore.Batch batch = store.batch()) {
                batch.put(FIRST.bytes(), NEW);
            }

            assertThat(store.find(FIRST)).isNull();
        }
    }

    @Test
    void removesARowForATombstone() {
        try (UsageStore store = open()) {
            write(store, Map.of(FIRST, OLD), Map.of(0, 1L));
            try (UsageStore.Batch batch = store.batch()) {
                batch.put(FIRST.bytes(), null);
                batch.commit(Map.of(0, 2L));
            }

            assertThat(store.find(FIRST)).isNull();
        }
    }

    @Test
    void forgetsRowsAndOffsetsOfATopicThatIsNoMore() {
        try (UsageStore store = open()) {
            store.restart("topic-1");
            write(store, Map.of(FIRST, OLD), Map.of(0, 5L));

            store.restart("topic-2");
        }

        try (UsageStore store = open()) {
            assertThat(store.find(FIRST)).isNull();
            assertThat(store.nextOffset(0)).isEmpty();
            assertThat(store.topicId()).isEqualTo("topic-2");
        }
    }

    @Test
    void sweepsRowsThatArePastAFewAtATimeAndLeavesTheRest() {
        try (UsageStore store = open()) {
            store.restart("topic-1");
            for (int i = 0; i < 50; i++) {
                write(store, Map.of(key("past-" + i), OLD, key("open-" + i), NEW), Map.of(i, 1L));
            }
            UsageStore.Sweep sweep = store.sweep();

            sweep.next(60, (counter, event) -> Arrays.equals(event, OLD));
            assertThat(rows(store, "past-")).isBetween(1L, 49L);
            for (int i = 0; i < 4; i++) {
                sweep.next(60, (counter, event) -> Arrays.equals(event, OLD));
            }

            assertThat(rows(store, "past-")).isZero();
            assertThat(rows(store, "open-")).isEqualTo(50);
            assertThat(store.topicId()).isEqualTo("topic-1");
            assertThat(store.nextOffset(49)).hasValue(1);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void findsInAWalkWhatItFindsOneByOne(long seed) {
        Random random = new Random(seed);
        List<CounterKey> keys = IntStream.range(0, 300)
                .mapToObj(i -> key(Integer.toString(random.nextInt(1 << 16))))
                .sorted()
                .distinct()
                .toList();
        int known = 1 + random.nextInt(20);
        int asked = 1 + random.nextInt(20);
        try (UsageStore store = open()) {
            for (int i = 0; i < keys.size(); i++) {
                if (random.nextInt(known) == 0) {
                    write(store, Map.of(keys.get(i), ("event-" + i).getBytes(UTF_8)), Map.of(0, (long) i));
                }
            }
            try (UsageWalk walk = store.walk()) {
                for (CounterKey key : keys) {
                    if (random.nextInt(asked) == 0) {
                        assertThat(walk.find(key))
                                .as("seed " + seed + ", " + key)
                                .isEqualTo(store.find(key));
                    }
                }
            }
        }
    }

    @Test
    void saysThatItWasForgottenMeanwhile() {
        try (UsageStore store = open()) {
            store.restart("topic-1");
            long before = store.restarts();
            write(store, Map.of(FIRST, OLD), Map.of(0, 1L));
            assertThat(store.restarts()).isEqualTo(before);

            store.restart("topic-2");

            assertThat(store.restarts()).isNotEqualTo(before);
        }
    }

    private static long rows(UsageStore store, String prefix) {
        long found = 0;
        for (int i = 0; i < 50; i++) {
            found += store.find(key(prefix + i)) == null ? 0 : 1;
        }
        return found;
    }
}
