package io.tollgate.standalone.client;

import java.io.Serial;

/** The API does not answer, or cannot answer now. What was asked may have been done. */
public final class ApiUnreachableException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    ApiUnreachableException(String message) {
        super(message);
    }

    ApiUnreachableException(String message, Throwable cause) {
        super(message, cause);
    }
}
