package io.tollgate.translate.edgestack;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule for a label, and the rules for the labels after it.
 *
 * @param value null for any, with a counter for each
 * @param shared whether it is for any value, with one counter for all
 * @param limit for label groups that end here; null for none
 */
record Branch(
        String key,
        @Nullable String value,
        boolean shared,
        @Nullable PatternLimit limit,
        List<Branch> next) {

    Branch {
        next = List.copyOf(next);
    }
}
