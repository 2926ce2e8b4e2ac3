package io.tollgate.resource;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.stream.Collectors;

/** Documents are rejected, and nothing was changed. */
public final class RejectedDocumentsException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient List<Rejected> rejected;

    /**
     * What is wrong with one document of several.
     *
     * @param document its index among them
     */
    public record Rejected(int document, DocumentProblem problem) {
        public Rejected {
            requireNonNull(problem, "problem");
        }
    }

    RejectedDocumentsException(List<Rejected> rejected) {
        super(rejected.stream().map(one -> one.problem().toString()).collect(Collectors.joining("; ")));
        this.rejected = List.copyOf(rejected);
    }

    /** Returns all that is wrong, at least one thing, in the order of the documents. */
    public List<Rejected> rejected() {
        return rejected;
    }
}
