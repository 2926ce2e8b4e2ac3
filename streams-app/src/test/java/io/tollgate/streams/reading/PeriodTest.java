package io.tollgate.streams.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PeriodTest {

    @ParameterizedTest
    @CsvSource({
        "2026-03-01, 2026-03-01T00:00:00Z",
        "2026-03-01T01:00:00+01:00, 2026-03-01T00:00:00Z",
        "2026-03-01T00:00:00.250Z, 2026-03-01T00:00:00.250Z",
        "0001-01-01, 0001-01-01T00:00:00Z",
    })
    void readsInstantsAndDates(String text, Instant expected) {
        assertThat(Period.parse(text, "9999-12-31", "").from()).isEqualTo(expected);
        assertThat(Period.parse("0000-01-01", text, "").to()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2026-02-30",
                "2026-03",
                "2026-03-01T00:00:00",
                "2026-03-01 00:00:00Z",
                "1772323200",
                "+999999999-12-31",
                "2026-03-01T00:00:00.0000001Z"
            })
    void rejectsOtherTimes(String text) {
        assertThatThrownBy(() -> Period.parse(text, "2026-04-01", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("from: '" + text + "' (expected: an instant such as 2026-03-01T00:00:00Z, or a date such as"
                        + " 2026-03-01, which is its midnight in UTC)");
    }

    @Test
    void saysAllProblemsAtOnceByTheNamesOfTheCaller() {
        assertThatThrownBy(() -> Period.parse(null, "soon", "--"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "--from: missing (expected: an instant ", "--to: 'soon' (expected: an instant ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-03-01", "2026-02-28"})
    void rejectsAnEndThatIsNotAfterTheBeginning(String to) {
        assertThatThrownBy(() -> Period.parse("2026-03-01", to, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("from: 2026-03-01T00:00:00Z (expected: before to, " + to + "T00:00:00Z)");
    }

    @Test
    void coversWindowsThatLieWhollyInIt() {
        Period period = new Period(Instant.ofEpochMilli(10), Instant.ofEpochMilli(20));

        assertThat(period.covers(10, 20)).isTrue();
        assertThat(period.covers(9, 20)).isFalse();
        assertThat(period.covers(10, 21)).isFalse();
    }
}
