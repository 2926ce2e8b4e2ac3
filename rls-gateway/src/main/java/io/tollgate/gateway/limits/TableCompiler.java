package io.tollgate.gateway.limits;

import io.tollgate.gateway.limits.RuleNode.ByValue;
import io.tollgate.gateway.limits.RuleNode.Candidate;
import io.tollgate.model.CounterKey;
import io.tollgate.model.DescriptorEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the trees that are matched from what the files say, and refuses domains and descriptors that stand twice. Two
 * descriptors are the same if their keys and their values are: {@code key: a_b} and {@code key: a, value: b} are not,
 * unlike in the reference. Not thread-safe; for one compilation.
 */
final class TableCompiler {

    private final boolean mergeDomains;
    private final List<LimitRule> rules = new ArrayList<>();

    TableCompiler(boolean mergeDomains) {
        this.mergeDomains = mergeDomains;
    }

    /** Returns the rules of all trees made so far. */
    List<LimitRule> rules() {
        return List.copyOf(rules);
    }

    /**
     * Returns the root of each domain.
     *
     * @param files in the order in which the descriptors of a domain are to be joined
     * @throws LimitConfigException if a domain or a descriptor stands twice
     */
    Map<String, RuleNode> compile(List<DomainSpec> files) {
        Map<String, List<DomainSpec>> byDomain = files.stream()
                .collect(Collectors.groupingBy(DomainSpec::domain, LinkedHashMap::new, Collectors.toList()));
        Map<String, RuleNode> roots = new HashMap<>();
        byDomain.forEach((domain, parts) -> roots.put(domain, root(domain, parts)));
        return roots;
    }

    private RuleNode root(String domain, List<DomainSpec> parts) {
        if (parts.size() > 1 && !mergeDomains) {
            YamlCursor second = parts.get(1).source();
            throw second.error("duplicate domain '" + domain + "' in config file (first in "
                    + parts.get(0).source().position() + "; merging of domains is off)");
        }
        return node(
                new Chain(domain, List.of(), ""),
                null,
                parts.stream().flatMap(part -> part.descriptors().stream()).toList());
    }

    private RuleNode node(Chain chain, @Nullable LimitRule rule, List<DescriptorSpec> children) {
        refuseDuplicates(chain, children);
        List<Sibling> siblings = new ArrayList<>();
        for (DescriptorSpec child : children) {
            siblings.add(new Sibling(siblings.size(), child, descriptor(chain.with(child), child)));
        }
        List<Sibling> wildcardKeys = siblings.stream()
                .filter(sibling -> Wildcard.isWildcard(sibling.spec.key()))
                .toList();
        return new RuleNode(rule, byKey(siblings, wildcardKeys), candidates(wildcardKeys.stream()));
    }

    private RuleNode descriptor(Chain chain, DescriptorSpec spec) {
        LimitRule rule = null;
        RuleSpec said = spec.rule();
        if (said != null) {
            rule = new LimitRule(chain.domain, chain.descriptors, chain.path, said);
            rules.add(rule);
        }
        return node(chain, rule, spec.children());
    }

    private static void refuseDuplicates(Chain chain, List<DescriptorSpec> children) {
        Map<DescriptorEntry, DescriptorSpec> seen = new HashMap<>();
        for (DescriptorSpec child : children) {
            DescriptorSpec first = seen.putIfAbsent(new DescriptorEntry(child.key(), child.value()), child);
            if (first != null) {
                throw child.source()
                        .error("duplicate descriptor composite key '" + chain.domain + "." + chain.with(child).path
                                + "' (first in " + first.source().position() + ")");
            }
        }
    }

    private static Map<String, ByValue> byKey(List<Sibling> siblings, List<Sibling> wildcardKeys) {
        Map<String, List<Sibling>> groups = siblings.stream()
                .filter(sibling -> !Wildcard.isWildcard(sibling.spec.key()))
                .collect(Collectors.groupingBy(sibling -> sibling.spec.key()));
        Map<String, ByValue> byKey = new HashMap<>();
        groups.forEach((key, group) -> byKey.put(key, byValue(key, group, wildcardKeys)));
        return byKey;
    }

    private static ByValue byValue(String key, List<Sibling> group, List<Sibling> wildcardKeys) {
        Map<String, RuleNode> exact = new HashMap<>();
        for (Sibling sibling : group) {
            if (!sibling.spec.isWildcard()) {
                exact.put(sibling.spec.value(), sibling.node);
            }
        }
        RuleNode anyValue = exact.remove("");
        Stream<Sibling> wildcards = Stream.concat(
                group.stream().filter(sibling -> sibling.spec.isWildcard()),
                wildcardKeys.stream().filter(sibling -> sibling.candidate.key().matches(key)));
        return new ByValue(exact, candidates(wildcards), anyValue);
    }

    private static List<Candidate> candidates(Stream<Sibling> siblings) {
        return siblings.sorted(Comparator.comparingInt(sibling -> sibling.place))
                .map(sibling -> sibling.candidate)
                .toList();
    }

    /** The descriptors that lead from a domain's root to one of them, and their path. */
    private record Chain(String domain, List<DescriptorSpec> descriptors, String path) {

        Chain with(DescriptorSpec next) {
            String longer = path.isEmpty() ? next.composite() : path + "." + next.composite();
            if (domain.length() + longer.length() > CounterKey.MAX_BYTES) {
                throw next.source()
                        .error("domain, keys and values down to here have more than " + CounterKey.MAX_BYTES
                                + " characters, so no request could be counted");
            }
            return new Chain(
                    domain, Stream.concat(descriptors.stream(), Stream.of(next)).toList(), longer);
        }
    }

    /** A child of a node, with its place in the file among all of them. */
    private static final class Sibling {
        private final int place;
        private final DescriptorSpec spec;
        private final RuleNode node;
        private final Candidate candidate;

        private Sibling(int place, DescriptorSpec spec, RuleNode node) {
            this.place = place;
            this.spec = spec;
            this.node = node;
            String value = spec.value().isEmpty() ? "*" : spec.value();
            this.candidate = new Candidate(new Wildcard(spec.key()), new Wildcard(value), node);
        }
    }
}
