package io.tollgate.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Windows that a person can check with a calendar on the wall. */
final class WindowsExamplesTest {

    private static final ZoneId UTC = ZoneId.of("UTC");

    @ParameterizedTest(name = "{0} at {1}")
    @CsvSource({
        "SECOND, 2026-02-03T04:05:06.789Z, 2026-02-03T04:05:06Z, 2026-02-03T04:05:07Z",
        "MINUTE, 2026-02-03T04:05:06.789Z, 2026-02-03T04:05:00Z, 2026-02-03T04:06:00Z",
        "HOUR,   2026-02-03T04:05:06.789Z, 2026-02-03T04:00:00Z, 2026-02-03T05:00:00Z",
        "DAY,    2026-02-03T04:05:06.789Z, 2026-02-03T00:00:00Z, 2026-02-04T00:00:00Z",
        "WEEK,   1970-01-01T00:00:00Z,     1970-01-01T00:00:00Z, 1970-01-08T00:00:00Z", // a Thursday
        "WEEK,   2026-02-04T23:59:59.999Z, 2026-01-29T00:00:00Z, 2026-02-05T00:00:00Z",
        "MONTH,  2023-10-20T00:00:00Z,     2023-10-20T00:00:00Z, 2023-11-19T00:00:00Z",
        "MONTH,  2023-11-18T23:59:59.999Z, 2023-10-20T00:00:00Z, 2023-11-19T00:00:00Z",
        "YEAR,   2023-06-01T00:00:00Z,     2022-12-19T00:00:00Z, 2023-12-19T00:00:00Z",
    })
    void epochWindowsAreThoseOfTheReferenceService(Unit unit, Instant instant, Instant start, Instant end) {
        assertWindow(Windows.epoch(unit, 1), instant, start, end);
    }

    @ParameterizedTest(name = "anchor {0} at {1}")
    @CsvSource({
        "1,  2024-02-29T12:00:00Z,     2024-02-01T00:00:00Z, 2024-03-01T00:00:00Z",
        "1,  2023-02-28T23:59:59.999Z, 2023-02-01T00:00:00Z, 2023-03-01T00:00:00Z",
        "15, 2026-01-14T23:59:59.999Z, 2025-12-15T00:00:00Z, 2026-01-15T00:00:00Z",
        "29, 2024-02-29T00:00:00Z,     2024-02-29T00:00:00Z, 2024-03-29T00:00:00Z",
        "29, 2023-02-28T00:00:00Z,     2023-02-28T00:00:00Z, 2023-03-29T00:00:00Z",
        "30, 2023-02-27T23:59:59.999Z, 2023-01-30T00:00:00Z, 2023-02-28T00:00:00Z",
        "31, 2024-02-28T12:00:00Z,     2024-01-31T00:00:00Z, 2024-02-29T00:00:00Z",
        "31, 2024-02-29T00:00:00Z,     2024-02-29T00:00:00Z, 2024-03-31T00:00:00Z",
        "31, 2024-04-30T00:00:00Z,     2024-04-30T00:00:00Z, 2024-05-31T00:00:00Z",
        "31, 2025-12-31T00:00:00Z,     2025-12-31T00:00:00Z, 2026-01-31T00:00:00Z",
    })
    void billingMonthsBeginOnTheAnchorOrOnTheLastDayOfAShorterMonth(
            int anchorDay, Instant instant, Instant start, Instant end) {
        assertWindow(Windows.calendar(Unit.MONTH, 1, UTC, anchorDay), instant, start, end);
    }

    @ParameterizedTest(name = "at {0}")
    @CsvSource({
        "2020-12-31T12:00:00Z, 2020-12-28T00:00:00Z, 2021-01-04T00:00:00Z", // week 53 of 2020
        "2021-01-03T23:59:59Z, 2020-12-28T00:00:00Z, 2021-01-04T00:00:00Z",
        "2024-12-30T00:00:00Z, 2024-12-30T00:00:00Z, 2025-01-06T00:00:00Z", // week 1 of 2025
        "1970-01-04T23:59:59Z, 1969-12-29T00:00:00Z, 1970-01-05T00:00:00Z",
    })
    void calendarWeeksRunFromMondayAcrossTheTurnOfTheYear(Instant instant, Instant start, Instant end) {
        assertWindow(Windows.calendar(Unit.WEEK, 1, UTC, 1), instant, start, end);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "2, WEEK,  2026-01-01T00:00:00Z, 2025-12-22T00:00:00Z, 2026-01-05T00:00:00Z",
        "3, MONTH, 2026-05-31T00:00:00Z, 2026-04-01T00:00:00Z, 2026-07-01T00:00:00Z",
        "4, YEAR,  2026-05-31T00:00:00Z, 2026-01-01T00:00:00Z, 2030-01-01T00:00:00Z",
        "2, YEAR,  1969-12-31T23:59:59Z, 1968-01-01T00:00:00Z, 1970-01-01T00:00:00Z",
    })
    void multiplesCountFrom1970(int multiplier, Unit unit, Instant instant, Instant start, Instant end) {
        assertWindow(Windows.calendar(unit, multiplier, UTC, 1), instant, start, end);
    }

    @ParameterizedTest(name = "{0} at {1}")
    @CsvSource({
        "Europe/Berlin,       2026-03-29T12:00:00Z, 23:00",
        "Europe/Berlin,       2026-10-25T12:00:00Z, 25:00",
        "Australia/Lord_Howe, 2025-10-05T00:00:00Z, 23:30",
        "Australia/Lord_Howe, 2026-04-05T00:00:00Z, 24:30",
        "Asia/Kathmandu,      1986-01-01T12:00:00Z, 23:45",
        "Pacific/Apia,        2011-12-30T00:00:00Z, 24:00",
        "America/St_Johns,    2010-11-07T12:00:00Z, 25:00",
    })
    void daysAreAsLongAsTheZoneMakesThem(ZoneId zone, Instant instant, String length) {
        Window day = Windows.calendar(Unit.DAY, 1, zone, 1).at(instant.toEpochMilli());

        assertThat(day.lengthMillis()).isEqualTo(hoursAndMinutes(length).toMillis());
    }

    @Test
    void aDayThatTheZoneSkippedHasNoWindow() {
        Windows days = Windows.calendar(Unit.DAY, 1, ZoneId.of("Pacific/Apia"), 1);
        Window last = days.at(Instant.parse("2011-12-30T09:59:59.999Z").toEpochMilli());

        assertThat(Instant.ofEpochMilli(last.startMillis())).isEqualTo(Instant.parse("2011-12-29T10:00:00Z"));
        assertThat(Instant.ofEpochMilli(last.endMillis())).isEqualTo(Instant.parse("2011-12-30T10:00:00Z"));
        assertThat(Instant.ofEpochMilli(days.after(last).endMillis())).isEqualTo(Instant.parse("2011-12-31T10:00:00Z"));
    }

    @Test
    void theHourThatComesTwiceAroundMidnightBelongsToTheLaterDay() {
        Windows days = Windows.calendar(Unit.DAY, 1, ZoneId.of("America/St_Johns"), 1);
        Instant firstMidnight = Instant.parse("2010-11-07T02:30:00Z"); // a minute later clocks go back to 23:01
        Window day = days.at(firstMidnight.toEpochMilli());

        assertThat(day.startMillis()).isEqualTo(firstMidnight.toEpochMilli());
        assertThat(days.at(Instant.parse("2010-11-07T03:00:00Z").toEpochMilli()))
                .isEqualTo(day);
    }

    @Test
    void theLastAccountingWindowOfADayIsCutOffAtItsEnd() {
        Windows hours = Windows.accounting(ZoneId.of("Australia/Lord_Howe"));

        assertWindow(
                hours,
                Instant.parse("2025-10-05T12:59:00Z"),
                Instant.parse("2025-10-05T12:30:00Z"),
                Instant.parse("2025-10-05T13:00:00Z"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Unit.class,
            names = {"SECOND", "MINUTE", "HOUR"})
    void secondMinuteAndHourRunInElapsedTimeWhateverTheZone(Unit unit) {
        Windows windows = Windows.calendar(unit, 1, ZoneId.of("Asia/Kathmandu"), 31);

        assertThat(windows).isEqualTo(Windows.epoch(unit, 1));
    }

    @Test
    void rejectsAMultiplierOrAnAnchorThatMeansNothing() {
        assertThatThrownBy(() -> Windows.epoch(Unit.DAY, 0)).hasMessage("multiplier: 0 (expected: at least 1)");
        assertThatThrownBy(() -> Windows.calendar(Unit.DAY, -1, UTC, 1))
                .hasMessage("multiplier: -1 (expected: at least 1)");
        assertThatThrownBy(() -> Windows.calendar(Unit.MONTH, 1, UTC, 32))
                .hasMessage("anchor day: 32 (expected: 1 to 31)");
    }

    private static Duration hoursAndMinutes(String text) {
        String[] parts = text.split(":", 2);
        return Duration.ofHours(Long.parseLong(parts[0])).plusMinutes(Long.parseLong(parts[1]));
    }

    private static void assertWindow(Windows windows, Instant instant, Instant start, Instant end) {
        assertThat(windows.at(instant.toEpochMilli())).isEqualTo(new Window(start.toEpochMilli(), end.toEpochMilli()));
    }
}
