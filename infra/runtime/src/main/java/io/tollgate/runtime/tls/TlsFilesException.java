package io.tollgate.runtime.tls;

import java.io.IOException;

/** Files of TLS cannot be used; the message says which and why. */
public final class TlsFilesException extends IOException {

    private static final long serialVersionUID = 1;

    TlsFilesException(String message, Throwable cause) {
        super(message, cause);
    }
}
