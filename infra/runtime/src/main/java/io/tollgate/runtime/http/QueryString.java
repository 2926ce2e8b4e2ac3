package io.tollgate.runtime.http;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The query of a URL, read as {@code application/x-www-form-urlencoded} (WHATWG URL, section 5.1), which is what the
 * HTTP clients of most languages write: {@code +} is a space, {@code %XX} a byte of UTF-8. Where the standard replaces
 * what it cannot read, this rejects it: an answer about something else than what was asked for would look right.
 */
public final class QueryString {

    private QueryString() {}

    /**
     * Returns the parameters by name, in their order; the value of one without an equals sign is empty.
     *
     * @param query as it stands in the URL behind the question mark, its size bounded by the server; null where there is
     *     none
     * @throws BadRequestTextException if a parameter is given twice, or a name or a value cannot be decoded as
     *     {@link PercentEncoding#decodeForm} says
     */
    public static Map<String, String> parse(@Nullable String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String parameter : query == null ? new String[0] : query.split("&", -1)) {
            if (!parameter.isEmpty()) {
                int equals = parameter.indexOf('=');
                String name = PercentEncoding.decodeForm(equals < 0 ? parameter : parameter.substring(0, equals));
                String value = equals < 0 ? "" : PercentEncoding.decodeForm(parameter.substring(equals + 1));
                if (parameters.put(name, value) != null) {
                    throw new BadRequestTextException(PercentEncoding.shown(name) + ": given twice (expected: once)");
                }
            }
        }
        return parameters;
    }
}
