package io.tollgate.resource;

import static java.util.Objects.requireNonNull;

/**
 * Who changes something, and why, for people who look at the history.
 *
 * @param author empty where nobody said
 * @param reason empty where nobody said
 */
public record Signed(String author, String reason) {

    /** How many characters each may have. */
    public static final int LONGEST = 200;

    public Signed {
        requireNonNull(author, "author");
        requireNonNull(reason, "reason");
    }
}
