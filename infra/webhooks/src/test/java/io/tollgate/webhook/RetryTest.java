package io.tollgate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetryTest {

    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    /** As the specification has it. */
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

    @Test
    void thereAreTenAttemptsWithThePausesOfTheSpecificationAndALittleMore() {
        RetrySchedule schedule = new RetrySchedule(RandomGenerator.of("L64X128MixRandom"));
        List<Duration> pauses = new ArrayList<>();
        for (int attempts = 1; schedule.pauseAfter(attempts).isPresent(); attempts++) {
            pauses.add(schedule.pauseAfter(attempts).orElseThrow());
        }

        assertThat(pauses).hasSameSizeAs(PAUSES);
        for (int i = 0; i < pauses.size(); i++) {
            assertThat(pauses.get(i))
                    .isBetween(PAUSES.get(i), PAUSES.get(i).multipliedBy(11).dividedBy(10));
        }
    }

    @Test
    void attemptsThatFailedTogetherDoNotComeAgainTogether() {
        RetrySchedule schedule = new RetrySchedule(RandomGenerator.of("L64X128MixRandom"));

        List<Optional<Duration>> pauses = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            pauses.add(schedule.pauseAfter(5));
        }

        assertThat(pauses.stream().distinct().count()).isGreaterThan(90);
    }

    @ParameterizedTest
    @CsvSource({
        "120, PT2M",
        "' 7 ', PT7S",
        "0, PT0S",
        "-1, PT0S",
        "86400, PT24H",
        "86401, PT24H",
        "99999999999999999999999, PT24H",
        "000000000000000000060, PT1M",
        "'Mon, 30 Nov 2026 12:10:00 GMT', PT10M",
        "'Mon, 30 Nov 2026 11:10:00 GMT', PT0S",
        "'Tue, 30 Nov 2027 12:10:00 GMT', PT24H",
        "soon, PT0S",
        "'', PT0S",
    })
    void retryAfterIsReadAndBounded(String header, Duration pause) {
        assertThat(RetryAfter.parse(header, NOW)).isEqualTo(pause);
    }

    @Test
    void noRetryAfterIsNone() {
        assertThat(RetryAfter.parse(null, NOW)).isZero();
    }
}
