package io.tollgate.resource;

import static java.util.Objects.requireNonNull;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What must hold of a resource before it is changed, so that two editors do not undo each other's changes.
 *
 * @param revision that it must have; empty for any
 * @param absent whether there must be none
 */
public record Precondition(OptionalInt revision, boolean absent) {

    /** What always holds. */
    public static final Precondition NONE = new Precondition(OptionalInt.empty(), false);

    /** There must be none. */
    public static final Precondition ABSENT = new Precondition(OptionalInt.empty(), true);

    public Precondition {
        requireNonNull(revision, "revision");
    }

    /** Returns the condition that a resource has a revision. */
    public static Precondition revision(int revision) {
        return new Precondition(OptionalInt.of(revision), false);
    }

    void check(@Nullable StoredResource before) {
        if (absent && before != null) {
            throw new PreconditionFailedException(before.resource().id() + " is there already, in revision "
                    + before.revision() + " (expected: none, as If-None-Match says)");
        }
        if (revision.isPresent() && (before == null || before.revision() != revision.getAsInt())) {
            throw new PreconditionFailedException((before == null
                            ? "there is none"
                            : "somebody else changed it: it has revision " + before.revision())
                    + " (expected: revision " + revision.getAsInt()
                    + ", as If-Match says; read it again and make the change there)");
        }
    }
}
