package io.tollgate.gateway.limits;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor of the compiled tree, or a domain's root: the limit that holds here, and what follows. A step down costs
 * one look-up by key and one by value, whatever the number of rules, and then a scan of the wildcards that the key may
 * meet; it allocates nothing. Immutable.
 *
 * <p>Key and value are matched each for itself and never joined as in the reference, where ("a", "b_c") and ("a_b",
 * "c") were one. So a {@code *} in a key stays within the key.
 *
 * @param rule null if no limit holds here
 * @param byKey for each key that a rule spells out: all that can follow it
 * @param wildcardKeys rules with a {@code *} in their key, in file order, for all other keys
 */
record RuleNode(@Nullable LimitRule rule, Map<String, ByValue> byKey, List<Candidate> wildcardKeys) {

    RuleNode {
        byKey = Map.copyOf(byKey);
        wildcardKeys = List.copyOf(wildcardKeys);
    }

    /**
     * Returns the one child that stands for the entry, null if none does: the rule that spells out both key and value,
     * else the first matching wildcard in file order, else the rule with the key alone. Whether the walk goes on well
     * below that child is not looked at: there is no way back.
     */
    @Nullable RuleNode child(String key, String value) {
        ByValue known = byKey.get(key);
        return known == null ? firstOf(wildcardKeys, key, value) : known.child(key, value);
    }

    private static @Nullable RuleNode firstOf(List<Candidate> candidates, String key, String value) {
        for (int i = 0; i < candidates.size(); i++) {
            Candidate candidate = candidates.get(i);
            if (candidate.key.matches(key) && candidate.value.matches(value)) {
                return candidate.node;
            }
        }
        return null;
    }

    /**
     * What follows a key that some rule spells out.
     *
     * @param exact by value
     * @param wildcards those whose key matches this one, in file order
     * @param anyValue the rule with the key alone
     */
    record ByValue(
            Map<String, RuleNode> exact,
            List<Candidate> wildcards,
            @Nullable RuleNode anyValue) {

        ByValue {
            exact = Map.copyOf(exact);
            wildcards = List.copyOf(wildcards);
        }

        @Nullable RuleNode child(String key, String value) {
            RuleNode spelledOut = exact.get(value);
            if (spelledOut != null) {
                return spelledOut;
            }
            RuleNode wildcard = firstOf(wildcards, key, value);
            return wildcard == null ? anyValue : wildcard;
        }
    }

    /** A rule that is matched as a pattern. A value that is equal to the pattern's text has no other standing. */
    record Candidate(Wildcard key, Wildcard value, RuleNode node) {}
}
