package io.tollgate.gateway.limits;

import io.tollgate.gateway.limits.RuleNode.ByValue;
import io.tollgate.gateway.limits.file.DescriptorSpec;
import io.tollgate.gateway.limits.file.DomainSpec;
import io.tollgate.gateway.limits.file.GlobalModes;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.gateway.limits.file.RuleSpec;
import io.tollgate.gateway.limits.file.Wildcard;
import io.tollgate.gateway.limits.yaml.YamlCursor;
import io.tollgate.model.CounterKey;
import io.tollgate.model.DescriptorEntry;
import io.tollgate.model.Windows;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes the trees that are matched from what the files say, and rejects domains and descriptors that stand twice. Two
 * descriptors are the same if their keys and their values are: {@code key: a_b} and {@code key: a, value: b} are not,
 * unlike in the reference. Not thread-safe; for one compilation.
 */
final class TableCompiler {

    private final boolean mergeDomains;
    private final GlobalModes modes;
    private final Map<ZoneId, Windows> accounting = new HashMap<>();
    private final List<LimitRule> rules = new ArrayList<>();

    TableCompiler(LimitFileOptions options) {
        this.mergeDomains = options.mergeDomains();
        this.modes = options.modes();
    }

    /** Returns how the hits of a zone are accounted. */
    Windows accounting(ZoneId zone) {
        return accounting.computeIfAbsent(zone, Windows::accounting);
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
        List<DescriptorSpec> descriptors =
                parts.stream().flatMap(part -> part.descriptors().stream()).toList();
        Chain root = new Chain(domain, List.of(), "");
        if (parts.size() > 1) {
            rejectDuplicates(root, descriptors); // within a file the grammar has
        }
        return node(root, null, descriptors);
    }

    private RuleNode node(Chain chain, @Nullable ChargePlan plan, List<DescriptorSpec> children) {
        int place = 0;
        Map<String, List<Sibling>> byKey = new HashMap<>();
        List<Candidate> wildcardKeys = new ArrayList<>();
        for (DescriptorSpec child : children) {
            Sibling sibling = new Sibling(place++, child, descriptor(chain.with(child), child));
            boolean wildcardKey = Wildcard.isWildcard(child.key());
            if (wildcardKey) {
                wildcardKeys.add(sibling.candidate());
            }
            if (!wildcardKey || !child.value().isEmpty()) {
                byKey.computeIfAbsent(child.key(), key -> new ArrayList<>()).add(sibling);
            }
        }
        Map<String, ByValue> byValue = new HashMap<>();
        byKey.forEach((key, siblings) -> byValue.put(key, byValue(siblings)));
        return new RuleNode(plan, byValue, WildcardIndex.of(wildcardKeys));
    }

    private RuleNode descriptor(Chain chain, DescriptorSpec spec) {
        ChargePlan plan = null;
        RuleSpec said = spec.rule();
        if (said != null) {
            LimitRule rule = new LimitRule(chain.domain, chain.descriptors, chain.path, said);
            rules.add(rule);
            plan = ChargePlan.of(rule, accounting(rule.zone()), modes);
        }
        return node(chain, plan, spec.children());
    }

    private static void rejectDuplicates(Chain chain, List<DescriptorSpec> children) {
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

    private static ByValue byValue(List<Sibling> siblings) {
        Map<String, RuleNode> exact = new HashMap<>();
        List<Candidate> wildcards = new ArrayList<>();
        for (Sibling sibling : siblings) {
            if (Wildcard.isWildcard(sibling.spec.value()) && !Wildcard.isWildcard(sibling.spec.key())) {
                wildcards.add(sibling.candidate());
            }
            exact.put(sibling.spec.value(), sibling.node);
        }
        RuleNode anyValue = exact.remove("");
        return new ByValue(exact, WildcardIndex.of(wildcards), anyValue);
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
            List<DescriptorSpec> chain = new ArrayList<>(descriptors);
            chain.add(next);
            return new Chain(domain, chain, longer);
        }
    }

    /** A child of a node, with its place in the file among all of them. */
    private record Sibling(int place, DescriptorSpec spec, RuleNode node) {

        Candidate candidate() {
            String value = spec.value().isEmpty() ? "*" : spec.value();
            return new Candidate(place, new Wildcard(spec.key()), new Wildcard(value), node);
        }
    }
}
