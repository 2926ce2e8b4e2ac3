package io.tollgate.translate.verify;

import io.tollgate.translate.envoy.Request;

/**
 * A request that is sent somewhere.
 *
 * @param listener the name of the listener of the translation that it comes in at
 */
public record SentRequest(String listener, Request request) {

    @Override
    public String toString() {
        return "to " + request.host() + request.path() + " at listener " + listener + " with headers "
                + request.headers();
    }
}
