package io.tollgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ServedClockTest {

    private final AtomicLong wall = new AtomicLong(100_000);
    private final ServedClock clock = new ServedClock(() -> Instant.ofEpochMilli(wall.get()));

    private long at(long wallMillis) {
        wall.set(wallMillis);
        return clock.getAsLong();
    }

    @Test
    void followsTheWallClockForward() {
        assertThat(at(100_000)).isEqualTo(100_000);
        assertThat(at(700_000)).isEqualTo(700_000);
    }

    @Test
    void standsStillDuringASmallStepBackUntilTheWallClockHasCaughtUp() {
        at(100_000);

        assertThat(at(95_000)).isEqualTo(100_000);
        assertThat(at(99_999)).isEqualTo(100_000);
        assertThat(at(100_001)).isEqualTo(100_001);
    }

    @Test
    void followsALargeStepBackAtOnce() {
        at(100_000);

        assertThat(at(94_999)).isEqualTo(94_999);
        assertThat(at(95_000)).isEqualTo(95_000);
    }
}
