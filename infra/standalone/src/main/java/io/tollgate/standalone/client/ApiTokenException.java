package io.tollgate.standalone.client;

import java.io.Serial;

/** The API does not take the token. */
public final class ApiTokenException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    ApiTokenException(String message) {
        super(message);
    }
}
