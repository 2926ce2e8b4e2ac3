package io.tollgate.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** When a delivery is tried again: as Standard Webhooks proposes, ten attempts within about 76 hours. */
final class RetrySchedule {

    private static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(14),
            Duration.ofHours(20),
            Duration.ofHours(24));

    /** Pauses are longer by up to this share, so that what failed together does not come again together. */
    private static final double JITTER = 0.1;

    private final RandomGenerator random;

    RetrySchedule(RandomGenerator random) {
        this.random = random;
    }

    /**
     * Returns how long is waited after an attempt; empty if it was the last.
     *
     * @param attempts how many there were
     */
    Optional<Duration> pauseAfter(int attempts) {
        if (attempts > PAUSES.size()) {
            return Optional.empty();
        }
        long millis = PAUSES.get(Math.max(0, attempts - 1)).toMillis();
        return Optional.of(Duration.ofMillis(millis + (long) (millis * JITTER * random.nextDouble())));
    }
}
