package io.tollgate.streams.export;

import static io.tollgate.streams.export.ExportRequest.AFTER;
import static io.tollgate.streams.export.ExportRequest.FORMAT;
import static io.tollgate.streams.export.ExportRequest.FROM;
import static io.tollgate.streams.export.ExportRequest.PARAMETERS;
import static io.tollgate.streams.export.ExportRequest.TO;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads a request from text and collects what is wrong with it. Used once. */
final class RequestParser {

    private static final String INSTANT_EXPECTED =
            "an instant such as 2026-03-01T00:00:00Z, or a date such as" + " 2026-03-01, which is its midnight in UTC";

    private final Map<String, String> parameters;
    private final String prefix;
    private final List<String> problems = new ArrayList<>();

    RequestParser(Map<String, String> parameters, String prefix) {
        this.parameters = parameters;
        this.prefix = prefix;
    }

    ExportRequest parse() {
        refuseUnknown();
        Instant from = required(FROM);
        Instant to = required(TO);
        ExportFormat format = optional(FORMAT, ExportFormat::parse);
        RowPosition after = optional(AFTER, RowPosition::parse);
        if (from != null && to != null && !from.isBefore(to)) {
            problems.add(prefix + FROM + ": " + from + " (expected: before " + prefix + TO + ", " + to + ")");
        }
        if (from == null || to == null || !problems.isEmpty()) {
            throw new ExportRequestException(String.join("; ", problems));
        }
        return new ExportRequest(from, to, format == null ? ExportFormat.CSV : format, after);
    }

    private void refuseUnknown() {
        for (String name : new TreeSet<>(parameters.keySet())) {
            if (!PARAMETERS.contains(name)) {
                problems.add(prefix + name + ": unknown (expected one of: " + String.join(", ", PARAMETERS) + ")");
            }
        }
    }

    private @Nullable Instant required(String name) {
        if (!parameters.containsKey(name)) {
            problems.add(prefix + name + ": missing (expected: " + INSTANT_EXPECTED + ")");
        }
        return optional(name, RequestParser::instant);
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

    private static Instant instant(String text) {
        try {
            Instant instant = text.indexOf('T') < 0 && text.indexOf('t') < 0
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
            return Instant.ofEpochMilli(instant.toEpochMilli()).equals(instant) ? instant : refused(text);
        } catch (DateTimeException | ArithmeticException e) {
            return refused(text);
        }
    }

    private static Instant refused(String text) {
        throw new IllegalArgumentException("'" + text + "' (expected: " + INSTANT_EXPECTED + ")");
    }
}
