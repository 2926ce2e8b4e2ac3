package io.tollgate.gateway.limits;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rules that are matched as patterns, asked for the first in file order that matches. Immutable; asking allocates
 * nothing.
 *
 * <p>More than a handful are split by a literal of their patterns: by what the key must begin with, and within by what it
 * must end with, and by the longest text that it must hold between two stars; then by the same of the value. Splitting
 * ends where few are left. So only candidates are looked at whose literals all fit, and the cost depends on the lengths
 * of key and value and on how many literals fit one of them, not on the number of rules. Candidates that differ in
 * nothing but further texts between their stars are scanned.
 */
interface WildcardIndex {

    /** So few are scanned as fast as looked up. */
    int FEW = 4;

    /**
     * Returns the first candidate in file order that matches, if it stands before the best that was found elsewhere, and
     * else the latter.
     *
     * @param best null if none was found yet
     */
    @Nullable Candidate first(String key, String value, @Nullable Candidate best);

    /** Returns the index of candidates that are in file order. */
    static WildcardIndex of(List<Candidate> candidates) {
        return of(candidates, PatternPart.ALL);
    }

    private static WildcardIndex of(List<Candidate> candidates, List<PatternPart> parts) {
        if (candidates.size() <= FEW || parts.isEmpty()) {
            return new Scan(candidates);
        }
        PatternPart part = parts.get(0);
        List<PatternPart> otherParts = parts.subList(1, parts.size());
        Map<String, List<Candidate>> byLiteral = candidates.stream()
                .collect(Collectors.groupingBy(part::literal, LinkedHashMap::new, Collectors.toList()));
        if (byLiteral.size() == 1) {
            return of(candidates, otherParts);
        }
        List<WildcardSplit.Branch> branches = byLiteral.entrySet().stream()
                .map(entry -> new WildcardSplit.Branch(
                        entry.getKey(),
                        part.hash(entry.getKey()),
                        entry.getValue().get(0).place(),
                        of(entry.getValue(), otherParts)))
                .toList();
        return new WildcardSplit(part, branches);
    }

    /** Looks at one candidate after the other, in file order. */
    record Scan(List<Candidate> candidates) implements WildcardIndex {

        public Scan {
            candidates = List.copyOf(candidates);
        }

        @Override
        public @Nullable Candidate first(String key, String value, @Nullable Candidate best) {
            for (int i = 0; i < candidates.size(); i++) {
                Candidate candidate = candidates.get(i);
                if (best != null && best.place() < candidate.place()) {
                    return best;
                }
                if (candidate.matches(key, value)) {
                    return candidate;
                }
            }
            return best;
        }
    }
}
