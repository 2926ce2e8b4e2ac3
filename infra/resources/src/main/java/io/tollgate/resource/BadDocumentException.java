package io.tollgate.resource;

import java.util.List;
import java.util.stream.Collectors;

/** A document is rejected. */
public final class BadDocumentException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient List<DocumentProblem> problems;

    BadDocumentException(List<DocumentProblem> problems) {
        super(problems.stream().map(DocumentProblem::toString).collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    /** Returns what is wrong, at least one thing. */
    public List<DocumentProblem> problems() {
        return problems;
    }
}
