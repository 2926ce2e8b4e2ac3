package io.tollgate.standalone.document;

import io.tollgate.runtime.files.FileProblem;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.CharacterCodingException;

/** A file cannot be read any further; the message says where and why. */
public final class DocumentFileException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    DocumentFileException(String message) {
        super(message);
    }

    DocumentFileException(String message, Throwable cause) {
        super(message, cause);
    }

    static DocumentFileException unreadable(String file, IOException e) {
        return new DocumentFileException(
                file
                        + (e instanceof CharacterCodingException
                                ? ": it is not UTF-8 (save it as UTF-8)"
                                : ": cannot be read: " + FileProblem.reason(e)),
                e);
    }
}
