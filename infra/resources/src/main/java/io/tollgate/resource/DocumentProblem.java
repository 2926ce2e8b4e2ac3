package io.tollgate.resource;

import static java.util.Objects.requireNonNull;

/**
 * What is wrong with a document.
 *
 * @param path where, such as {@code features[0].limits[1].amount}; empty for the document as a whole
 * @param message what, and what is expected
 */
public record DocumentProblem(String path, String message) {

    public DocumentProblem {
        requireNonNull(path, "path");
        requireNonNull(message, "message");
    }

    @Override
    public String toString() {
        return path.isEmpty() ? message : path + ": " + message;
    }
}
