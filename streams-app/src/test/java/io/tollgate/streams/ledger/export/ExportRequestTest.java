package io.tollgate.streams.ledger.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.streams.reading.Period;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExportRequestTest {

    private static final Period MARCH =
            new Period(Instant.parse("2026-03-01T00:00:00Z"), Instant.parse("2026-04-01T00:00:00Z"));

    @Test
    void takesEveryParameter() {
        Map<String, String> all = Map.of(
                "from", "2026-03-01", "to", "2026-04-01T00:00:00Z", "format", "JSONL", "after", "31-9007199254740993");

        assertThat(ExportRequest.parse(all, ""))
                .isEqualTo(new ExportRequest(MARCH, ExportFormat.JSONL, new RowPosition(31, 9_007_199_254_740_993L)));
    }

    @Test
    void isCsvFromTheBeginningUnlessToldOtherwise() {
        assertThat(ExportRequest.parse(Map.of("from", "2026-03-01", "to", "2026-04-01"), ""))
                .isEqualTo(new ExportRequest(MARCH, ExportFormat.CSV, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "3", "3-", "-3", "a-1", "3-1207,3-1208", "3--1", "0-99999999999999999999", "٣-1"})
    void rejectsOtherPositions(String text) {
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
}
