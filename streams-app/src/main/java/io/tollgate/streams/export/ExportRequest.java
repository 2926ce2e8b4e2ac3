package io.tollgate.streams.export;

import static java.util.Objects.requireNonNull;

import io.tollgate.event.LedgerKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to export.
 *
 * @param from windows that begin earlier are left out
 * @param to windows that end later are left out; after {@code from}
 * @param format how rows are written
 * @param after the last row that the caller has, of an export of the same times that broke off; null for all rows
 */
public record ExportRequest(
        Instant from,
        Instant to,
        ExportFormat format,
        @Nullable RowPosition after) {

    public static final String FROM = "from";
    public static final String TO = "to";
    public static final String FORMAT = "format";
    public static final String AFTER = "after";

    /** The names of all parameters. */
    static final List<String> PARAMETERS = List.of(FROM, TO, FORMAT, AFTER);

    public ExportRequest {
        requireNonNull(from, "from");
        requireNonNull(to, "to");
        requireNonNull(format, "format");
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("from: " + from + " (expected: before to, " + to + ")");
        }
    }

    /**
     * Returns the request that parameters say.
     *
     * @param parameters by name: {@link #FROM} and {@link #TO} must be there, {@link #FORMAT} and {@link #AFTER} may
     * @param prefix put before names in messages, so that they are as the caller wrote them
     * @throws ExportRequestException with all problems at once
     */
    public static ExportRequest parse(Map<String, String> parameters, String prefix) {
        return new RequestParser(parameters, prefix).parse();
    }

    /** Returns whether the rows of this key's window are asked for. */
    boolean covers(LedgerKey key) {
        return !Instant.ofEpochMilli(key.getStart()).isBefore(from)
                && !Instant.ofEpochMilli(key.getEnd()).isAfter(to);
    }
}
