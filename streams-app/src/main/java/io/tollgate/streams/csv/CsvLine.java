package io.tollgate.streams.csv;

import static java.util.stream.Collectors.joining;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line as RFC 4180 has it. Spreadsheets run what looks like a formula, and values of descriptors come from anybody: a
 * text that begins like one gets a single quote before it.
 */
public final class CsvLine {

    /** The type of content, the names of the columns being its first line. */
    public static final String CONTENT_TYPE = "text/csv; charset=utf-8; header=present";

    private static final String LINE_END = "\r\n";
    private static final String FORMULA_STARTS = "=+-@\t\r";

    private CsvLine() {}

    /** Returns the line with its end. Null is an empty cell; what is no text stands as it is. */
    public static String of(List<? extends @Nullable Object> cells) {
        return cells.stream().map(CsvLine::cell).collect(joining(",", "", LINE_END));
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
