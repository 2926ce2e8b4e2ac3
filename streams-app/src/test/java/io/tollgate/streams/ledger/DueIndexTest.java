package io.tollgate.streams.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.streams.store.InMemoryStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DueIndexTest {

    private static final byte TAG = 5;
    private static final int STEPS = 2_000;

    private final KeyValueStore<byte[], byte[]> store = InMemoryStore.open("times");

    @AfterEach
    void close() {
        store.close();
    }

    private DueIndex<String> timetable(byte tag) {
        return new DueIndex<>(
                store,
                tag,
                text -> text.getBytes(StandardCharsets.UTF_8),
                bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    @Test
    void isDueAtTheInstantAndNotBefore() {
        DueIndex<String> timetable = timetable(TAG);
        timetable.add(-1, "before the epoch");
        timetable.add(7, "seven");

        assertThat(timetable.due(-2, 9)).isEmpty();
        assertThat(timetable.due(6, 9)).extracting(DueIndex.Entry::what).containsExactly("before the epoch");
        assertThat(timetable.due(7, 9)).extracting(DueIndex.Entry::atMillis).containsExactly(-1L, 7L);
    }

    @Test
    void leavesTheKeysOfOthersAlone() {
        timetable((byte) (TAG - 1)).add(1, "earlier");
        timetable((byte) (TAG + 1)).add(1, "later");

        assertThat(timetable(TAG).due(Long.MAX_VALUE - 1, 9)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void isTheListOfWhatIsDueWhateverIsAddedAndRemoved(long seed) {
        Random random = new Random(seed);
        List<DueIndex.Entry<String>> all = new ArrayList<>();
        DueIndex<String> timetable = timetable(TAG);
        for (int step = 0; step < STEPS; step++) {
            DueIndex.Entry<String> entry = new DueIndex.Entry<>(random.nextInt(100) - 50, "e" + step);
            timetable.add(entry.atMillis(), entry.what());
            all.add(entry);
            if (random.nextInt(50) == 0) {
                timetable = timetable(TAG); // a restart: how far it looked is not kept
            }
            int until = random.nextInt(100) - 50;
            int most = random.nextInt(1, 20);
            List<DueIndex.Entry<String>> due = timetable.due(until, most);

            assertThat(due)
                    .as("seed %d, step %d", seed, step)
                    .isEqualTo(all.stream()
                            .filter(other -> other.atMillis() <= until)
                            .sorted(Comparator.<DueIndex.Entry<String>>comparingLong(DueIndex.Entry::atMillis)
                                    .thenComparing(DueIndex.Entry::what))
                            .limit(most)
                            .toList());
            List<DueIndex.Entry<String>> done = due.subList(0, random.nextInt(due.size() + 1));
            done.forEach(timetable::remove);
            all.removeAll(done);
        }
    }
}
