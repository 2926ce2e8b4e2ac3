package io.tollgate.gateway.limits;

import io.tollgate.gateway.limits.file.DescriptorSpec;
import io.tollgate.gateway.limits.file.Wildcard;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds, among siblings, rules that never apply since a wildcard takes all that they match. A wildcard takes what another
 * pattern matches if it matches that pattern with a character in place of its stars that stands nowhere else: only a
 * star can stand for that.
 */
final class ShadowedRules {

    private static final String ANYTHING = "\uFFFF";

    private static final RuleNode NOWHERE = new RuleNode(null, Map.of(), WildcardIndex.of(List.of()));

    private final List<DescriptorSpec> siblings;
    private final WildcardIndex wildcards;

    ShadowedRules(List<DescriptorSpec> siblings) {
        this.siblings = siblings;
        List<Candidate> candidates = new ArrayList<>();
        for (int place = 0; place < siblings.size(); place++) {
            DescriptorSpec sibling = siblings.get(place);
            if (isPattern(sibling)) {
                candidates.add(
                        new Candidate(place, new Wildcard(sibling.key()), new Wildcard(valueOf(sibling)), NOWHERE));
            }
        }
        this.wildcards = WildcardIndex.of(candidates);
    }

    /** Returns a line for each such rule. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        for (int place = 0; place < siblings.size(); place++) {
            DescriptorSpec rule = siblings.get(place);
            DescriptorSpec taker = taker(rule, place);
            if (taker != null) {
                warnings.add(rule.source()
                        .message("'" + rule.composite() + "' never applies: all that it matches is"
                                + " taken by '" + taker.composite() + "' ("
                                + taker.source().position() + "), "
                                + (isPattern(rule)
                                        ? "which stands before it"
                                        : "since a wildcard goes before a key alone")));
            }
        }
        return warnings;
    }

    /** Key and value to the letter go before any wildcard, and a key alone behind all of them. */
    private @Nullable DescriptorSpec taker(DescriptorSpec rule, int place) {
        if (!isPattern(rule) && !rule.value().isEmpty()) {
            return null;
        }
        String key = rule.key().replace("*", ANYTHING);
        String value = valueOf(rule).replace("*", ANYTHING);
        Candidate first = wildcards.first(key, value, null);
        if (first == null || (isPattern(rule) && first.place() >= place)) {
            return null;
        }
        return siblings.get(first.place());
    }

    private static boolean isPattern(DescriptorSpec rule) {
        return Wildcard.isWildcard(rule.key()) || Wildcard.isWildcard(rule.value());
    }

    private static String valueOf(DescriptorSpec rule) {
        return rule.value().isEmpty() ? "*" : rule.value();
    }
}
