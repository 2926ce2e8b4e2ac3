package io.tollgate.gateway.limits;

import io.tollgate.gateway.limits.file.Wildcard;
import java.util.List;

/**
 * A literal that every text must hold that a candidate's pattern matches, and where it must hold it.
 *
 * @param ofKey whether it is a part of the key's pattern, else of the value's
 */
record PatternPart(boolean ofKey, Where where) {

    /** Every part, in the order in which candidates are split by them. */
    static final List<PatternPart> ALL = List.of(
            new PatternPart(true, Where.START),
            new PatternPart(true, Where.END),
            new PatternPart(true, Where.ANYWHERE),
            new PatternPart(false, Where.START),
            new PatternPart(false, Where.END),
            new PatternPart(false, Where.ANYWHERE));

    /** Where a text must hold a literal; at its end it is read backwards. */
    enum Where {
        START,
        END,
        ANYWHERE
    }

    /** Returns this part of the candidate's pattern, empty if it demands nothing here. */
    String literal(Candidate candidate) {
        Wildcard pattern = ofKey ? candidate.key() : candidate.value();
        return switch (where) {
            case START -> pattern.first();
            case END -> pattern.last();
            case ANYWHERE -> pattern.longestBetween();
        };
    }

    /** Returns the hash of a literal, from characters in the order in which they are read. */
    int hash(String literal) {
        int hash = 0;
        for (int i = 0; i < literal.length(); i++) {
            hash = hash(hash, literal.charAt(where == Where.END ? literal.length() - 1 - i : i));
        }
        return hash;
    }

    /** Returns the hash of what was read before and one more character. */
    static int hash(int before, char next) {
        return 31 * before + next;
    }
}
