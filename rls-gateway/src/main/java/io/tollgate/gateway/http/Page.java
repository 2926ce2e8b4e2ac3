package io.tollgate.gateway.http;

import static java.util.Objects.requireNonNull;

/**
 * An answer to an HTTP request.
 *
 * @param status the HTTP status
 * @param contentType type of the text
 * @param text the body
 */
public record Page(int status, String contentType, String text) {

    private static final String PLAIN = "text/plain; charset=utf-8";
    private static final int OK = 200;

    public Page {
        requireNonNull(contentType, "contentType");
        requireNonNull(text, "text");
    }

    /** Returns a page of plain text. */
    public static Page text(int status, String text) {
        return new Page(status, PLAIN, text);
    }

    /** Returns a page of plain text with status 200. */
    public static Page ok(String text) {
        return text(OK, text);
    }
}
