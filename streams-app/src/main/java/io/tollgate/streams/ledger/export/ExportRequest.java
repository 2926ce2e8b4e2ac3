package io.tollgate.streams.ledger.export;

import static java.util.Objects.requireNonNull;

import io.tollgate.streams.reading.Period;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to export.
 *
 * @param period which windows' rows
 * @param format how rows are written
 * @param after the last row that the caller has, of an export of the same times that broke off; null for all rows
 */
public record ExportRequest(
        Period period, ExportFormat format, @Nullable RowPosition after) {

    public static final String FORMAT = "format";
    public static final String AFTER = "after";

    /** The names of all parameters. */
    static final List<String> PARAMETERS = List.of(Period.FROM, Period.TO, FORMAT, AFTER);

    public ExportRequest {
        requireNonNull(period, "period");
        requireNonNull(format, "format");
    }

    /**
     * Returns the request that parameters say.
     *
     * @param parameters by name: {@link Period#FROM} and {@link Period#TO} must be there, {@link #FORMAT} and
     *     {@link #AFTER} may
     * @param prefix put before names in messages, so that they are as the caller wrote them
     * @throws ExportRequestException with all problems at once
     */
    public static ExportRequest parse(Map<String, String> parameters, String prefix) {
        return new RequestParser(parameters, prefix).parse();
    }
}
