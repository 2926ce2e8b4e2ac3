package io.tollgate.streams.ledger.export;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a row is in the ledger, written {@code PARTITION-OFFSET}. A row keeps its position for good.
 *
 * @param partition partition of the topic, from 0
 * @param offset offset within the partition, from 0
 */
public record RowPosition(int partition, long offset) {

    static final String EXPECTED = "PARTITION-OFFSET, such as 3-1207, as the first column of a row says it";

    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})-([0-9]{1,18})");

    public RowPosition {
        if (partition < 0 || offset < 0) {
            throw new IllegalArgumentException(partition + "-" + offset + " (expected: " + EXPECTED + ")");
        }
    }

    /**
     * Returns the position that {@link #toString()} wrote.
     *
     * @throws IllegalArgumentException if the text is none
     */
    static RowPosition parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + text + "' (expected: " + EXPECTED + ")");
        }
        return new RowPosition(Integer.parseInt(form.group(1)), Long.parseLong(form.group(2)));
    }

    @Override
    public String toString() {
        return partition + "-" + offset;
    }
}
