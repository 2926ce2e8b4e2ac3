package io.tollgate.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollgate.streams.export.ExportRequestException;
import java.net.URLDecoder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The query of a URL. */
final class HttpQuery {

    private HttpQuery() {}

    /**
     * Returns the parameters by name. A plus sign is a plus sign, as in {@code +01:00}: none holds a space.
     *
     * @param query as it stands in the URL; null where there is none
     * @throws ExportRequestException if one is given twice or cannot be decoded
     */
    static Map<String, String> parameters(@Nullable String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String parameter : query == null ? new String[0] : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String name = decoded(equals < 0 ? parameter : parameter.substring(0, equals));
            String value = equals < 0 ? "" : decoded(parameter.substring(equals + 1));
            if (!parameter.isEmpty() && parameters.put(name, value) != null) {
                throw new ExportRequestException(name + ": given twice (expected: once)");
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ExportRequestException("'" + text + "' (expected: two hexadecimal digits behind each %)");
        }
    }
}
