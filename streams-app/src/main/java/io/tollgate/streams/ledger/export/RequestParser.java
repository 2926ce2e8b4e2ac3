package io.tollgate.streams.ledger.export;

import static io.tollgate.streams.ledger.export.ExportRequest.AFTER;
import static io.tollgate.streams.ledger.export.ExportRequest.FORMAT;
import static io.tollgate.streams.ledger.export.ExportRequest.PARAMETERS;

import io.tollgate.streams.reading.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads a request from text and collects what is wrong with it. Used once. */
final class RequestParser {

    private final Map<String, String> parameters;
    private final String prefix;
    private final List<String> problems = new ArrayList<>();

    RequestParser(Map<String, String> parameters, String prefix) {
        this.parameters = parameters;
        this.prefix = prefix;
    }

    ExportRequest parse() {
        rejectUnknown();
        Period period = period();
        ExportFormat format = optional(FORMAT, ExportFormat::parse);
        RowPosition after = optional(AFTER, RowPosition::parse);
        if (period == null || !problems.isEmpty()) {
            throw new ExportRequestException(String.join("; ", problems));
        }
        return new ExportRequest(period, format == null ? ExportFormat.CSV : format, after);
    }

    private void rejectUnknown() {
        for (String name : new TreeSet<>(parameters.keySet())) {
            if (!PARAMETERS.contains(name)) {
                problems.add(prefix + name + ": unknown (expected one of: " + String.join(", ", PARAMETERS) + ")");
            }
        }
    }

    private @Nullable Period period() {
        try {
            return Period.parse(parameters.get(Period.FROM), parameters.get(Period.TO), prefix);
        } catch (IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()));
            return null;
        }
    }

    private <T> @Nullable T optional(String name, Function<String, T> parser) {
        String text = parameters.get(name);
        if (text == null) {
            return null;
        }
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            problems.add(prefix + name + ": " + e.getMessage());
            return null;
        }
    }
}
