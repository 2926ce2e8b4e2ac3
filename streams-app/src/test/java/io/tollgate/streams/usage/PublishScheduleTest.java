package io.tollgate.streams.usage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PublishScheduleTest {

    private static final long INTERVAL_MS = 10;
    private static final long AGE_MS = 1_000;
    private static final Window HOUR = new Window(0, 3_600_000);

    private final PublishSchedule schedule = new PublishSchedule(INTERVAL_MS, AGE_MS, 100);

    private static CounterKey counter(int number) {
        return CounterKey.ofBytes(("counter-" + number).getBytes(UTF_8));
    }

    private static List<WindowChange> growth(long hits, long usage, long limit) {
        return List.of(new WindowChange(HOUR, hits, usage, limit, false));
    }

    @Test
    void forgetsACounterThatIsPublishedAndQuiet() {
        schedule.changed(counter(1), growth(1, 1, 100), true, 2, 0);

        schedule.takeDue(INTERVAL_MS - 1);
        assertThat(schedule.size()).isEqualTo(1);
        schedule.takeDue(INTERVAL_MS);

        assertThat(schedule.size()).isZero();
    }

    @Test
    void publishesAtOnceWhatItHasNoRoomFor() {
        for (int number = 0; number < 100; number++) {
            assertThat(schedule.changed(counter(number), growth(1, 1, 1_000), false, 2, 0))
                    .isFalse();
        }

        assertThat(schedule.changed(counter(100), growth(1, 1, 1_000), false, 2, 0))
                .isTrue();
        assertThat(schedule.size()).isEqualTo(100);
    }

    @Test
    void doesNotHurryWhatIsDeniedOverTheLimit() {
        assertThat(schedule.changed(counter(1), growth(0, 500, 100), false, 2, 0))
                .isFalse();
        assertThat(schedule.takeDue(AGE_MS - 1)).isEmpty();
        assertThat(schedule.takeDue(AGE_MS)).containsExactly(counter(1));
    }

    static LongStream seeds() {
        return LongStream.range(0, 50);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void neverPublishesTwiceWithinTheIntervalNorLaterThanTheAge(long seed) {
        Random random = new Random(seed);
        Map<CounterKey, Long> published = new HashMap<>();
        Map<CounterKey, Long> changed = new HashMap<>();
        for (long now = 0; now < 5_000; now++) {
            CounterKey key = counter(random.nextInt(5));
            changed.putIfAbsent(key, now);
            boolean atOnce =
                    schedule.changed(key, growth(random.nextInt(3), 100, 1_000), random.nextInt(99) == 0, 2, now);
            for (CounterKey due : atOnce ? List.of(key) : schedule.takeDue(now)) {
                assertThat(now - published.getOrDefault(due, -INTERVAL_MS))
                        .as("seed " + seed)
                        .isGreaterThanOrEqualTo(INTERVAL_MS);
                published.put(due, now);
                changed.remove(due);
            }
            long current = now;
            assertThat(changed.values())
                    .as("seed " + seed)
                    .allSatisfy(since -> assertThat(current - since).isLessThanOrEqualTo(AGE_MS + 1));
        }
    }
}
