package io.tollgate.webhook;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Reads the header {@code Retry-After}: RFC 9110, 10.2.3. */
final class RetryAfter {

    /** A receiver that asks for more gets its next attempt then all the same. */
    static final Duration LONGEST = Duration.ofHours(24);

    private RetryAfter() {}

    /** Returns how long from now on nothing is to be sent; zero if the header says nothing that can be read. */
    static Duration parse(@Nullable String text, Instant now) {
        if (text == null) {
            return Duration.ZERO;
        }
        Duration asked = text.strip().matches("[0-9]+") ? seconds(text.strip()) : until(text.strip(), now);
        return asked.isNegative() ? Duration.ZERO : asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
    }

    private static Duration seconds(String digits) {
        int mostDigits = Long.toString(LONGEST.toSeconds()).length();
        String significant = digits.replaceFirst("^0+(?=.)", "");
        return significant.length() > mostDigits ? LONGEST : Duration.ofSeconds(Long.parseLong(significant));
    }

    private static Duration until(String date, Instant now) {
        try {
            return Duration.between(now, DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from));
        } catch (DateTimeException e) {
            return Duration.ZERO; // as if there were none
        }
    }
}
