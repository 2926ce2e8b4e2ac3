package io.tollgate.translate.envoy;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request as Envoy's rate limit actions see it.
 *
 * @param host the authority that it is sent to
 * @param path with the query
 * @param headers by name; names are compared without case
 * @param remoteAddress the trusted address of the client
 */
public record Request(String host, String path, Map<String, String> headers, String remoteAddress) {

    public Request {
        Map<String, String> lower = new TreeMap<>();
        headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        headers = Map.copyOf(lower);
    }

    /** Returns a header's value, null if the request has none; {@code :authority} and {@code :path} are headers too. */
    public @Nullable String header(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case ":authority", "host" -> host;
            case ":path" -> path;
            default -> headers.get(lower);
        };
    }

    /** Returns the path without the query. */
    public String bare() {
        int mark = path.indexOf('?');
        return mark < 0 ? path : path.substring(0, mark);
    }

    /** Returns the value of the first parameter of a name in the query as it is written, null if there is none. */
    public @Nullable String parameter(String name) {
        int mark = path.indexOf('?');
        String query = mark < 0 ? "" : path.substring(mark + 1);
        for (String pair : query.split("&", -1)) {
            if (pair.equals(name)) {
                return "";
            }
            if (pair.startsWith(name + "=")) {
                return pair.substring(name.length() + 1);
            }
        }
        return null;
    }
}
