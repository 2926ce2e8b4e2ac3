package io.tollgate.runtime.http;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.TreeMap;

/**
 * An answer that is there as a whole.
 *
 * @param status one of {@link HttpStatus}, or any other
 * @param contentType type of the body
 * @param body sent in UTF-8; may be empty
 * @param headers further headers
 */
public record HttpAnswer(int status, String contentType, String body, Map<String, String> headers) {

    /** The type of text for people. */
    public static final String TEXT = "text/plain; charset=utf-8";

    /** The type of JSON. */
    public static final String JSON = "application/json";

    public HttpAnswer {
        requireNonNull(contentType, "contentType");
        requireNonNull(body, "body");
        headers = Map.copyOf(headers);
    }

    /** Returns an answer with no further headers. */
    public static HttpAnswer of(int status, String contentType, String body) {
        return new HttpAnswer(status, contentType, body, Map.of());
    }

    /** Returns a text for people. */
    public static HttpAnswer text(int status, String text) {
        return of(status, TEXT, text);
    }

    /** Returns a text for people, with status 200. */
    public static HttpAnswer ok(String text) {
        return text(HttpStatus.OK, text);
    }

    /** Returns the same answer with a further header. */
    public HttpAnswer with(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new HttpAnswer(status, contentType, body, more);
    }
}
