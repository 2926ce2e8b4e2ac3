package io.tollgate.streams.reading;

import static java.util.Objects.requireNonNull;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which windows are asked for.
 *
 * @param from windows that begin earlier are left out
 * @param to windows that end later are left out; after {@code from}
 */
public record Period(Instant from, Instant to) {

    public static final String FROM = "from";
    public static final String TO = "to";

    private static final String EXPECTED =
            "an instant such as 2026-03-01T00:00:00Z, or a date such as 2026-03-01, which is its midnight in UTC";

    public Period {
        requireNonNull(from, FROM);
        requireNonNull(to, TO);
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("from: " + from + " (expected: before to, " + to + ")");
        }
    }

    /**
     * Returns the period that two texts say.
     *
     * @param from null if it was not given, which is rejected; so is {@code to}
     * @param prefix put before the names {@link #FROM} and {@link #TO} in messages, so that they are as the caller
     *     wrote them
     * @throws IllegalArgumentException with all problems at once
     */
    public static Period parse(@Nullable String from, @Nullable String to, String prefix) {
        List<String> problems = new ArrayList<>();
        Instant first = instant(prefix + FROM, from, problems);
        Instant last = instant(prefix + TO, to, problems);
        if (first != null && last != null && !first.isBefore(last)) {
            problems.add(prefix + FROM + ": " + first + " (expected: before " + prefix + TO + ", " + last + ")");
        }
        if (first == null || last == null || !problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        return new Period(first, last);
    }

    /** Returns null and adds a problem where the text says none. */
    private static @Nullable Instant instant(String name, @Nullable String text, List<String> problems) {
        Instant instant = text == null ? null : instant(text);
        if (instant == null) {
            problems.add(name + ": " + (text == null ? "missing" : "'" + text + "'") + " (expected: " + EXPECTED + ")");
        }
        return instant;
    }

    private static @Nullable Instant instant(String text) {
        try {
            Instant instant = text.indexOf('T') < 0 && text.indexOf('t') < 0
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
            return Instant.ofEpochMilli(instant.toEpochMilli()).equals(instant) ? instant : null;
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    /** Returns whether a window that begins and ends at these milliseconds since the Unix epoch is asked for. */
    public boolean covers(long startMillis, long endMillis) {
        return startMillis >= from.toEpochMilli() && endMillis <= to.toEpochMilli();
    }
}
