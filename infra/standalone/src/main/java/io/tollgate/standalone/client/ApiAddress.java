package io.tollgate.standalone.client;

import static java.util.Objects.requireNonNull;

/**
 * Where the API is, and what it must be shown.
 *
 * @param url without a slash at its end
 * @param token never shown
 * @param tokenFrom where the token is from, for messages
 */
public record ApiAddress(String url, String token, String tokenFrom) {

    public ApiAddress {
        requireNonNull(url, "url");
        requireNonNull(token, "token");
        requireNonNull(tokenFrom, "tokenFrom");
    }

    @Override
    public String toString() {
        return url;
    }
}
