package io.tollgate.streams;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import io.tollgate.runtime.http.BadRequestTextException;
import io.tollgate.runtime.http.QueryString;
import java.util.Map;

/** The query of a request. */
final class HttpQuery {

    private HttpQuery() {}

    /**
     * Returns the parameters by name.
     *
     * @throws BadRequestTextException if one is given twice or cannot be decoded
     */
    static Map<String, String> parameters(HttpExchange exchange) {
        String query = exchange.getRequestURI().getRawQuery();
        // this server makes a char of each byte; what is not UTF-8 becomes U+FFFD, which is refused
        return QueryString.parse(query == null ? null : new String(query.getBytes(ISO_8859_1), UTF_8));
    }
}
