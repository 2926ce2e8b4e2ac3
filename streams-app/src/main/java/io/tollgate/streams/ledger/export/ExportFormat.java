package io.tollgate.streams.ledger.export;

import io.tollgate.streams.csv.CsvLine;
import java.io.Writer;
import java.util.Arrays;
import java.util.Locale;

/** How rows are written. */
public enum ExportFormat {
    /** A line of column names, then a line for each row, quoted as RFC 4180 says. */
    CSV(CsvLine.CONTENT_TYPE),
    /** A JSON object on a line for each row. */
    JSONL("application/jsonl; charset=utf-8");

    static final String EXPECTED = "csv or jsonl";

    private final String contentType;

    ExportFormat(String contentType) {
        this.contentType = contentType;
    }

    /** Returns the format as HTTP names it. */
    public String contentType() {
        return contentType;
    }

    RowWriter writer(Writer out) {
        return switch (this) {
            case CSV -> new CsvRowWriter(out);
            case JSONL -> new JsonRowWriter(out);
        };
    }

    /**
     * Returns the format of that name, in letters of either case.
     *
     * @throws IllegalArgumentException if there is none
     */
    static ExportFormat parse(String text) {
        return Arrays.stream(values())
                .filter(format -> format.name().toLowerCase(Locale.ROOT).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' (expected: " + EXPECTED + ")"));
    }
}
