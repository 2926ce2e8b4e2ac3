package io.tollgate.streams.ledger.export;

import io.tollgate.streams.csv.CsvLine;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows as lines of CSV. */
final class CsvRowWriter implements RowWriter {

    private static final List<Column> COLUMNS = List.of(Column.values());

    private final Writer out;

    CsvRowWriter(Writer out) {
        this.out = out;
    }

    @Override
    public void begin() throws IOException {
        out.write(CsvLine.of(COLUMNS.stream().map(Column::title).toList()));
    }

    @Override
    public void write(LedgerRow row) throws IOException {
        List<@Nullable Object> cells = new ArrayList<>();
        for (Column column : COLUMNS) {
            cells.add(column.of(row));
        }
        out.write(CsvLine.of(cells));
    }
}
