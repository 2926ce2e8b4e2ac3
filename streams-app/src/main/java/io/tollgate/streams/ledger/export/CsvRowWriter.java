package io.tollgate.streams.ledger.export;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows as RFC 4180 has them. Spreadsheets run what looks like a formula, and values of descriptors come from anybody: a
 * text that begins like one gets a single quote before it.
 */
final class CsvRowWriter implements RowWriter {

    private static final String LINE_END = "\r\n";
    private static final String FORMULA_STARTS = "=+-@\t\r";
    private static final List<Column> COLUMNS = List.of(Column.values());

    private final Writer out;

    CsvRowWriter(Writer out) {
        this.out = out;
    }

    @Override
    public void begin() throws IOException {
        out.write(COLUMNS.stream().map(Column::title).collect(joining(",")) + LINE_END);
    }

    @Override
    public void write(LedgerRow row) throws IOException {
        for (Column column : COLUMNS) {
            out.write(column == COLUMNS.get(0) ? "" : ",");
            out.write(cell(column.of(row)));
        }
        out.write(LINE_END);
    }

    private static String cell(@Nullable Object value) {
        if (value instanceof String text) {
            return quoted(disarmed(text));
        }
        return value == null ? "" : value.toString();
    }

    private static String disarmed(String text) {
        return !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }

    private static String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
