package io.tollgate.streams.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ExportRequestTest {

    private static final Instant MARCH = Instant.parse("2026-03-01T00:00:00Z");
    private static final Instant APRIL = Instant.parse("2026-04-01T00:00:00Z");

    @Test
    void takesEveryParameter() {
        Map<String, String> all = Map.of(
                "from", "2026-03-01", "to", "2026-04-01T00:00:00Z", "format", "JSONL", "after", "31-9007199254740993");

        assertThat(ExportRequest.parse(all, ""))
                .isEqualTo(new ExportRequest(
                        MARCH, APRIL, ExportFormat.JSONL, new RowPosition(31, 9_007_199_254_740_993L)));
    }

    @Test
    void isCsvFromTheBeginningUnlessToldOtherwise() {
        assertThat(ExportRequest.parse(Map.of("from", "2026-03-01", "to", "2026-04-01"), ""))
                .isEqualTo(new ExportRequest(MARCH, APRIL, ExportFormat.CSV, null));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-01, 2026-03-01T00:00:00Z",
        "2026-03-01T01:00:00+01:00, 2026-03-01T00:00:00Z",
        "2026-03-01T00:00:00.250Z, 2026-03-01T00:00:00.250Z",
        "0001-01-01, 0001-01-01T00:00:00Z",
    })
    void readsInstantsAndDates(String text, Instant expected) {
        assertThat(ExportRequest.parse(Map.of("from", text, "to", "9999-12-31"), "")
                        .from())
                .isEqualTo(expected);
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
    void refusesOtherTimes(String text) {
        assertThatThrownBy(() -> ExportRequest.parse(Map.of("from", text, "to", "2026-04-01"), ""))
                .isInstanceOf(ExportRequestException.class)
                .hasMessage("from: '" + text + "' (expected: an instant such as 2026-03-01T00:00:00Z, or a date such as"
                        + " 2026-03-01, which is its midnight in UTC)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "3", "3-", "-3", "a-1", "3-1207,3-1208", "3--1", "0-99999999999999999999", "٣-1"})
    void refusesOtherPositions(String text) {
        assertThatThrownBy(
                        () -> ExportRequest.parse(Map.of("from", "2026-03-01", "to", "2026-04-01", "after", text), ""))
                .isInstanceOf(ExportRequestException.class)
                .hasMessageStartingWith("after: '" + text + "' (expected: PARTITION-OFFSET");
    }

    @Test
    void saysAllProblemsAtOnceByTheNamesOfTheCaller() {
        assertThatThrownBy(() -> ExportRequest.parse(
                        Map.of("to", "soon", "format", "xml", "after", "x", "until", "2026-04-01"), "--"))
                .isInstanceOf(ExportRequestException.class)
                .hasMessageContainingAll(
                        "--from: missing",
                        "--to: 'soon'",
                        "--format: 'xml' (expected: csv or jsonl)",
                        "--after: 'x'",
                        "--until: unknown (expected one of: from, to, format, after)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-03-01", "2026-02-28"})
    void refusesAnEndThatIsNotAfterTheBeginning(String to) {
        assertThatThrownBy(() -> ExportRequest.parse(Map.of("from", "2026-03-01", "to", to), ""))
                .isInstanceOf(ExportRequestException.class)
                .hasMessageContaining("from: 2026-03-01T00:00:00Z (expected: before to, ");
    }
}
