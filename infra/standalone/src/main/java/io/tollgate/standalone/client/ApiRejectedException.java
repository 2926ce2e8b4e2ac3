package io.tollgate.standalone.client;

import java.io.Serial;
import java.util.List;

/** The API rejects what it was asked for, and has done nothing of it. */
public final class ApiRejectedException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final int status;
    private final transient List<InvalidParameter> parameters;

    /**
     * What is wrong with a document.
     *
     * @param document its place among those that were sent; 0 where one was sent
     * @param path where in it, empty for the document as a whole
     * @param reason what, and what is expected
     */
    public record InvalidParameter(int document, String path, String reason) {}

    ApiRejectedException(int status, String message, List<InvalidParameter> parameters) {
        super(message);
        this.status = status;
        this.parameters = List.copyOf(parameters);
    }

    /** Returns the status of the answer. */
    public int status() {
        return status;
    }

    /** Returns what is wrong with which document; nothing where it is something else. */
    public List<InvalidParameter> parameters() {
        return parameters;
    }
}
