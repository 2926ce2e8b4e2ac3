package io.tollgate.resource;

/** The name of a request was given to another one before. */
public final class RequestReusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Says what a key is for. */
    public RequestReusedException() {
        super("another request came with this key before (expected: a key of its own for each request; the same key"
                + " only for the same method, path, headers and body)");
    }
}
