package io.tollgate.standalone;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;

/** Rows under a line of names. Widths are those of the first rows and grow with later ones. Used by one thread. */
final class TextTable {

    private static final String GAP = "   ";

    private final List<String> names;
    private final int[] widths;
    private boolean begun;

    TextTable(List<String> names) {
        this.names = List.copyOf(names);
        this.widths = new int[names.size()];
    }

    /** Writes rows behind those before; the first time, the names before them. */
    void write(List<List<String>> rows, Writer out) throws IOException {
        List<List<String>> lines = new ArrayList<>(rows);
        if (!begun) {
            lines.add(0, names);
            begun = true;
        }
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                text.append(line.get(i))
                        .append(" ".repeat(widths[i] - line.get(i).length()))
                        .append(GAP);
            }
            out.write(text.toString().stripTrailing());
            out.write('\n');
        }
    }
}
