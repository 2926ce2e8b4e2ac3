package io.tollgate.gateway.limits;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor of the compiled tree, or a domain's root: the limit that holds here, and what follows. A step down costs
 * one look-up by key and one by value, and where these find nothing one in each index of wildcards that the key may meet,
 * whatever the number of rules; it allocates nothing. Immutable.
 *
 * <p>Key and value are matched each for itself and never joined as in the reference, where ("a", "b_c") and ("a_b",
 * "c") were one. So a {@code *} in a key stays within the key.
 *
 * @param plan what a descriptor charges whose last entry led here; null if no limit holds here
 * @param byKey for each key that a rule has, a pattern as the text that it is: all rules that do
 * @param wildcardKeys rules with a {@code *} in their key
 */
record RuleNode(@Nullable ChargePlan plan, Map<String, ByValue> byKey, WildcardIndex wildcardKeys) {

    RuleNode {
        byKey = Map.copyOf(byKey);
    }

    /**
     * Returns the one child that stands for the entry, null if none does: the rule with exactly this key and value (a
     * pattern's own text counts as exact), else the first matching wildcard in file order, else the rule with the key
     * alone. Whether anything matches below that child makes no difference: there is no way back.
     */
    @Nullable RuleNode child(String key, String value) {
        ByValue known = byKey.get(key);
        if (known == null) {
            Candidate wildcard = wildcardKeys.first(key, value, null);
            return wildcard == null ? null : wildcard.node();
        }
        RuleNode spelledOut = known.exact.get(value);
        if (spelledOut != null) {
            return spelledOut;
        }
        Candidate wildcard = wildcardKeys.first(key, value, known.wildcards.first(key, value, null));
        return wildcard == null ? known.anyValue : wildcard.node();
    }

    /**
     * What follows a key that some rule has.
     *
     * @param exact by value, a pattern as the text that it is
     * @param wildcards rules with a {@code *} in their value
     * @param anyValue the rule with the key alone
     */
    record ByValue(
            Map<String, RuleNode> exact,
            WildcardIndex wildcards,
            @Nullable RuleNode anyValue) {

        ByValue {
            exact = Map.copyOf(exact);
        }
    }
}
