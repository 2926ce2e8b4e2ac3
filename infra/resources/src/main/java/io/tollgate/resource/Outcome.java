package io.tollgate.resource;

import java.util.List;

/** What became of a request that may come again. */
public sealed interface Outcome {

    /**
     * It was made now.
     *
     * @param revisions what the edit said
     */
    record Made(List<Revision> revisions) implements Outcome {
        public Made {
            revisions = List.copyOf(revisions);
        }
    }

    /**
     * It was made before, and nothing was done now.
     *
     * @param documents what was done then, in the order of the edit
     */
    record Repeated(List<Done> documents) implements Outcome {
        public Repeated {
            documents = List.copyOf(documents);
        }
    }

    /**
     * What was done with a document.
     *
     * @param revision that the resource has since, or had already
     */
    record Done(int revision, Revision.Action action) {}
}
