package io.tollgate.streams.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.model.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Forecasts of windows that are written down here, and of random ones. */
final class UsageForecastTest {

    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    private static Window window(Duration length) {
        return new Window(START.toEpochMilli(), START.plus(length).toEpochMilli());
    }

    @ParameterizedTest(name = "{1} of {2} used after {0} of 10 days")
    @CsvSource({
        "P1D,  100,  2000,  1000,",
        "P1D,  100,  1000,  1000,", // all of it, and not before the end
        "P1D,  100,   500,  1000, 2026-03-06T00:00:00Z",
        "P5D,  500,   500,  1000, 2026-03-06T00:00:00Z", // used up already
        "P5D,  600,   500,  1200, 2026-03-06T00:00:00Z",
        "P5D,    0,   500,     0,",
        "P10D, 400,   500,   400,",
        "P1D,  100,      ,  1000,", // unlimited
    })
    void thePaceSinceTheStartGoesOn(Duration past, long used, Long limit, long atReset, Instant runsOut) {
        UsageForecast forecast = UsageForecast.of(window(Duration.ofDays(10)), used, limit, START.plus(past));

        assertThat(forecast).isEqualTo(new UsageForecast(atReset, runsOut));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT2H", "-PT1S"})
    void nothingIsSaidWhileLittleOfTheWindowIsPast(Duration past) {
        assertThat(UsageForecast.of(window(Duration.ofDays(10)), 5, 100L, START.plus(past)))
                .isNull();
    }

    @Test
    void nothingIsSaidOfShortWindows() {
        assertThat(UsageForecast.of(window(Duration.ofMinutes(1)), 5, 100L, START.plusSeconds(30)))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatIsForecastIsNeverLessThanWhatIsUsedNorOutOfTheWindow(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            Window window = window(Duration.ofHours(1 + random.nextInt(9_000)));
            Instant asOf = START.plusMillis((long) (random.nextDouble() * 1.2 * window.lengthMillis()));
            long used = random.nextLong() >>> random.nextInt(1, 64);
            long limit = random.nextLong() >>> random.nextInt(1, 64);

            UsageForecast forecast = UsageForecast.of(window, used, limit, asOf);

            if (forecast != null) {
                assertThat(forecast.atReset()).isGreaterThanOrEqualTo(used);
                if (forecast.runsOutAt() != null) {
                    assertThat(forecast.atReset()).isGreaterThanOrEqualTo(limit);
                    assertThat(forecast.runsOutAt().toEpochMilli()).isBetween(window.startMillis(), window.endMillis());
                }
            }
        }
    }
}
