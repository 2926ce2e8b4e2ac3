package io.tollgate.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LineThrottleTest {

    private static final long SECOND = 1_000;

    private final LineThrottle<String> throttle = new LineThrottle<>(SECOND);

    @Test
    void oneLineOfAKindPassesASecondAndSaysHowManyWereLeftOut() {
        assertThat(throttle.offer("a", "a1", 0)).isEqualTo(new LineThrottle.Passed<>("a1", 0));
        assertThat(throttle.offer("a", "a2", 1)).isNull();
        assertThat(throttle.offer("a", "a3", 999)).isNull();
        assertThat(throttle.offer("b", "b1", 999)).isEqualTo(new LineThrottle.Passed<>("b1", 0));

        assertThat(throttle.offer("a", "a4", 1_000)).isEqualTo(new LineThrottle.Passed<>("a4", 2));
    }

    @Test
    void theLastOfABurstIsSaidThoughNoOtherFollows() {
        throttle.offer("a", "a1", 0);
        throttle.offer("a", "a2", 1);
        throttle.offer("a", "a3", 2);

        assertThat(throttle.due(999)).isEmpty();
        assertThat(throttle.due(1_000)).containsExactly(new LineThrottle.Passed<>("a3", 1));
        assertThat(throttle.due(2_000)).isEmpty();
    }

    @Test
    void aLineSaidLateCountsAsTheOneOfItsSecond() {
        throttle.offer("a", "a1", 0);
        throttle.offer("a", "a2", 1);
        throttle.due(1_000);

        assertThat(throttle.offer("a", "a3", 1_500)).isNull();
    }

    @Test
    void kindsWithoutNumberShareOne() {
        for (int kind = 0; kind < LineThrottle.MOST_KINDS; kind++) {
            assertThat(throttle.offer("kind " + kind, "line", 0)).isNotNull();
        }

        assertThat(throttle.offer("one more", "line", 0)).isNotNull();
        assertThat(throttle.offer("and one more", "line", 0)).isNull();
        throttle.due(SECOND);
        throttle.due(2 * SECOND);
        assertThat(throttle.offer("one more", "line", 2 * SECOND)).isEqualTo(new LineThrottle.Passed<>("line", 0));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyLineIsSaidOrCountedAndNoKindIsSaidTwiceASecond(long seed) {
        Random random = new Random(seed);
        Map<String, Long> lastPassed = new HashMap<>();
        long offered = 0;
        long told = 0;
        long now = 0;
        for (int step = 0; step < 10_000; step++) {
            now += random.nextInt(200);
            if (random.nextInt(5) == 0) {
                for (LineThrottle.Passed<String> due : throttle.due(now)) {
                    told += 1 + due.leftOut();
                    assertApart(lastPassed, due.line(), now);
                }
                continue;
            }
            String kind = "kind " + random.nextInt(5);
            LineThrottle.Passed<String> passed = throttle.offer(kind, kind, now);
            offered++;
            if (passed != null) {
                told += 1 + passed.leftOut();
                assertApart(lastPassed, kind, now);
            }
        }
        for (LineThrottle.Passed<String> rest : throttle.due(now + SECOND)) {
            told += 1 + rest.leftOut();
        }

        assertThat(told).as("seed %d", seed).isEqualTo(offered);
    }

    private static void assertApart(Map<String, Long> lastPassed, String kind, long now) {
        Long before = lastPassed.put(kind, now);
        if (before != null) {
            assertThat(now - before).isGreaterThanOrEqualTo(SECOND);
        }
    }
}
