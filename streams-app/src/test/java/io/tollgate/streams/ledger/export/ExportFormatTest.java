package io.tollgate.streams.ledger.export;

import static io.tollgate.streams.ledger.export.TestRow.hour;
import static io.tollgate.streams.ledger.export.TestRow.hours;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tollgate.event.LedgerEvent;
import io.tollgate.event.LedgerWindow;
import io.tollgate.event.Totals;
import io.tollgate.model.CounterKey;
import io.tollgate.streams.reading.Period;
import io.tollgate.topic.LedgerRowKey;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExportFormatTest {

    private static final String COLUMNS =
            "position,kind,domain,descriptor,subscription,feature,window_start,window_end,"
                    + "revision,admitted,denied_here,denied_elsewhere,given_back,would_deny,billable,adjusted_admitted,"
                    + "adjusted_given_back,written_at,silent,customer,plan";

    private static final TestRow FULL = new TestRow(
                    new LedgerRowKey(
                            CounterKey.descriptor("api", 2)
                                    .entry("tenant", "a", false)
                                    .entry("path", "/v1/*", true)
                                    .build(),
                            hours(0, 24),
                            3),
                    new LedgerEvent(
                            LedgerWindow.LIMIT,
                            new Totals(5L, 2L, 3L, Long.MAX_VALUE, 4L),
                            new Totals(6L, 0L, 0L, 7L, 0L),
                            hour(25).toEpochMilli() + 250,
                            List.of(),
                            0,
                            null,
                            null))
            .silent("edge", hour(23).toEpochMilli());

    @Test
    void csvHasALineOfNamesAndALineForEachRow() throws IOException {
        assertThat(export(ExportFormat.CSV, FULL, TestRow.of("b", 1, 9)))
                .isEqualTo(
                        COLUMNS + "\r\n"
                                + "0-0,limit,api,"
                                + "\"[{\"\"key\"\":\"\"tenant\"\",\"\"value\"\":\"\"a\"\"},"
                                + "{\"\"key\"\":\"\"path\"\",\"\"value\"\":\"\"/v1/*\"\",\"\"pattern\"\":true}]\",,,"
                                + "2026-03-01T00:00:00Z,2026-03-02T00:00:00Z,3,5,2,3,9223372036854775807,4,"
                                + "-9223372036854775802,6,7,2026-03-02T01:00:00.250Z,1,,\r\n"
                                + "0-1,accounting,api,\"[{\"\"key\"\":\"\"tenant\"\",\"\"value\"\":\"\"b\"\"}]\",,,"
                                + "2026-03-01T01:00:00Z,2026-03-01T02:00:00Z,1,9,0,0,0,0,9,0,0,2026-03-01T02:00:01.500Z,0,,\r\n");
    }

    @Test
    void jsonHasTheSameFieldsInTheSameOrderAndTheSilentGateways() throws IOException {
        assertThat(export(ExportFormat.JSONL, FULL))
                .isEqualTo("{\"position\":\"0-0\",\"kind\":\"limit\",\"domain\":\"api\","
                        + "\"descriptor\":[{\"key\":\"tenant\",\"value\":\"a\"},"
                        + "{\"key\":\"path\",\"value\":\"/v1/*\",\"pattern\":true}],"
                        + "\"subscription\":null,\"feature\":null,"
                        + "\"window_start\":\"2026-03-01T00:00:00Z\",\"window_end\":\"2026-03-02T00:00:00Z\","
                        + "\"revision\":3,\"admitted\":5,\"denied_here\":2,\"denied_elsewhere\":3,"
                        + "\"given_back\":9223372036854775807,\"would_deny\":4,\"billable\":-9223372036854775802,"
                        + "\"adjusted_admitted\":6,\"adjusted_given_back\":7,"
                        + "\"written_at\":\"2026-03-02T01:00:00.250Z\",\"silent\":1,"
                        + "\"customer\":null,\"plan\":null,"
                        + "\"silent_gateways\":[{\"gateway\":\"00000000-0000-0001-0000-000000000002\","
                        + "\"started_at\":\"2026-03-01T00:00:00Z\",\"label\":\"edge\","
                        + "\"reported_up_to\":\"2026-03-01T23:00:00Z\"}]}\n");
        assertThat(json(FULL).fieldNames())
                .toIterable()
                .startsWith(COLUMNS.split(",", -1))
                .endsWith("silent_gateways");
    }

    @Test
    void aGatewayThatNeverGaveAMarkReportedUpToNothing() throws IOException {
        assertThat(export(ExportFormat.JSONL, TestRow.of("a", 0, 1).silent("", null)))
                .contains("\"label\":\"\",\"reported_up_to\":null}]");
    }

    @Test
    void aSubscriptionsCounterHasItsOwnColumns() throws IOException {
        TestRow row = TestRow.of(TestRow.quota("sub-7", "reports"), hours(0, 1), 1, TestRow.totals(1))
                .soldTo("acme", "gold@1");

        assertThat(export(ExportFormat.CSV, row))
                .contains("0-0,accounting,,,sub-7,reports,2026-")
                .endsWith(",0,acme,gold@1\r\n");
        assertThat(json(row).get("customer").textValue()).isEqualTo("acme");
        assertThat(json(row).get("plan").textValue()).isEqualTo("gold@1");
        assertThat(export(ExportFormat.JSONL, row))
                .contains("\"domain\":null,\"descriptor\":null,\"subscription\":\"sub-7\",\"feature\":\"reports\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a,b", "a\"b", "a\nb", "a\r\nb", "a, \"b\"\n", "ümlaut \u2028 \uD83D\uDE80", " "})
    void csvGivesBackEveryText(String domain) throws IOException {
        List<String> cells = cells(export(ExportFormat.CSV, row(domain)));

        assertThat(cells.get(21 + 2)).isEqualTo(domain);
        assertThat(cells).hasSize(2 * 21);
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(\"http://x\",\"y\")"})
    void csvDisarmsTextThatASpreadsheetWouldRun(String domain) throws IOException {
        List<String> cells = cells(export(ExportFormat.CSV, row(domain)));

        assertThat(cells.get(21 + 2)).isEqualTo("'" + domain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "a\"b", "a\nb\u0000", "\u2028", "ü\uD83D\uDE80", "</script>"})
    void jsonGivesBackEveryTextAsItIsOnOneLine(String domain) throws IOException {
        assertThat(json(row(domain)).get("domain").textValue()).isEqualTo(domain);
        assertThat(export(ExportFormat.JSONL, row(domain))).hasLineCount(1);
    }

    /** An export that is repeated gives the same bytes, with whatever version it was made. */
    @Test
    void jsonEscapesNoMoreAndNoLessThanItEverDid() throws IOException {
        String text = "\u0000\b\t\n\u000B\f\r\u001F\"\\ /<>&='\u007F\u00A0\u2028\u2029ü\uD83D\uDE80";

        assertThat(export(ExportFormat.JSONL, row(text)))
                .contains("\"domain\":\"\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f\\\"\\\\"
                        + " /<>&='\u007F\u00A0\\u2028\\u2029ü\uD83D\uDE80\",");
    }

    @Test
    void theDescriptorOfCsvIsTheJson() throws IOException {
        TestRow row = TestRow.of("=\"\n,", 0, 1);

        String cell = cells(export(ExportFormat.CSV, row)).get(21 + 3);

        assertThat(new ObjectMapper().readTree(cell)).isEqualTo(json(row).get("descriptor"));
    }

    private static TestRow row(String domain) {
        return TestRow.of(TestRow.descriptor(domain, "k", "v"), hours(0, 1), 1, TestRow.totals(1));
    }

    private static JsonNode json(TestRow row) throws IOException {
        return new ObjectMapper().readTree(export(ExportFormat.JSONL, row));
    }

    private static String export(ExportFormat format, TestRow... rows) throws IOException {
        FakeLedger ledger = new FakeLedger(1);
        for (TestRow row : rows) {
            ledger.add(0, row);
        }
        StringWriter out = new StringWriter();
        ExportRequest all = new ExportRequest(new Period(hour(0), hour(100)), format, null);
        try (LedgerExport export = LedgerExport.open(ledger.source(), all)) {
            export.writeTo(out);
        }
        return out.toString();
    }

    /** Reads RFC 4180 the plain way. */
    private static List<String> cells(String csv) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < csv.length(); i++) {
            char c = csv.charAt(i);
            boolean escaped = quoted && c == '"' && i + 1 < csv.length() && csv.charAt(i + 1) == '"';
            if (escaped) {
                cell.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == ',' || c == '\n')) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else if (quoted || c != '\r') {
                cell.append(c);
            }
        }
        return cells;
    }
}
