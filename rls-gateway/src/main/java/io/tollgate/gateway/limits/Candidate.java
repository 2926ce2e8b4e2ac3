package io.tollgate.gateway.limits;

import io.tollgate.gateway.limits.file.Wildcard;

/**
 * A rule that is matched as a pattern. An entry that is equal to the pattern's text is found before any pattern.
 *
 * @param place among its siblings in file order; the smallest one that matches wins
 * @param value {@code *} where the rule names none
 * @param node what the rule leads to
 */
record Candidate(int place, Wildcard key, Wildcard value, RuleNode node) {

    /** Returns whether both the key and the value match. */
    boolean matches(String entryKey, String entryValue) {
        return key.matches(entryKey) && value.matches(entryValue);
    }
}
