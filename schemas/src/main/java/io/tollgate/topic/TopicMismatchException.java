package io.tollgate.topic;

/** A topic is there, but with settings that would lose counts. */
public final class TopicMismatchException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TopicMismatchException(String message) {
        super(message);
    }
}
