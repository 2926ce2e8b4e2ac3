package io.tollgate.gateway.limits;

import io.tollgate.gateway.limits.file.DomainSpec;
import io.tollgate.gateway.limits.file.GlobalModes;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.gateway.limits.file.LimitGrammar;
import io.tollgate.gateway.limits.file.WindowSpec;
import io.tollgate.gateway.limits.yaml.LimitFile;
import io.tollgate.gateway.limits.yaml.Printable;
import io.tollgate.model.DescriptorEntry;
import io.tollgate.model.Limit;
import io.tollgate.model.LimitOptions;
import io.tollgate.model.Unit;
import io.tollgate.model.Windows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All limits in force, compiled for matching. Immutable; any thread may match, and a reload replaces the whole table.
 *
 * <p>It is matched as in envoyproxy/ratelimit but for one thing: keys and values are compared each for itself and never
 * joined, so ("a", "b_c") and ("a_b", "c") are different, {@code key: a_b} is no duplicate of {@code key: a, value: b},
 * and a {@code *} in a key or a value stays within it.
 */
public final class LimitTable {

    private static final LimitTable EMPTY = new LimitTable(Map.of(), Map.of(), List.of(), List.of(), GlobalModes.NONE);

    private final Map<String, RuleNode> roots;
    private final Map<String, DomainDefaults> defaults;
    private final List<LimitRule> rules;
    private final List<String> warnings;
    private final Set<String> replacing;
    private final boolean subscribed;
    private final GlobalModes modes;
    private final ChargePlan none;

    private LimitTable(
            Map<String, RuleNode> roots,
            Map<String, DomainDefaults> defaults,
            List<LimitRule> rules,
            List<String> warnings,
            GlobalModes modes) {
        this.roots = Map.copyOf(roots);
        this.defaults = Map.copyOf(defaults);
        this.rules = List.copyOf(rules);
        this.warnings = List.copyOf(warnings);
        this.replacing = rules.stream()
                .filter(rule -> !rule.replaces().isEmpty())
                .map(LimitRule::domain)
                .collect(Collectors.toUnmodifiableSet());
        this.subscribed = rules.stream().anyMatch(rule -> rule.subscribed() != null);
        this.modes = modes;
        this.none = ChargePlan.none(modes);
    }

    /**
     * What holds in a domain for limits that come with a request.
     *
     * @param accounting how hits are accounted
     */
    private record DomainDefaults(WindowSpec windows, Windows accounting) {}

    /** Returns the table without a domain: no limit applies to anything. */
    public static LimitTable empty() {
        return EMPTY;
    }

    /**
     * Returns the table of one limit file.
     *
     * @param fileName the file's name, for messages
     * @param yaml the file's text; the caller bounds its size
     * @throws LimitConfigException if the text is rejected
     */
    public static LimitTable parse(String fileName, String yaml, LimitFileOptions options) {
        return of(List.of(new LimitFile(fileName, yaml, true)), options);
    }

    /**
     * Returns the table of several files, in whose order the descriptors of a domain are joined.
     *
     * @throws LimitConfigException if a file is rejected
     */
    public static LimitTable of(List<LimitFile> files, LimitFileOptions options) {
        LimitGrammar grammar = new LimitGrammar(options);
        List<DomainSpec> domains = new ArrayList<>();
        for (LimitFile file : files) {
            domains.add(grammar.read(file));
        }
        TableCompiler compiler = new TableCompiler(options);
        Map<String, RuleNode> roots = compiler.compile(domains);
        Map<String, DomainDefaults> defaults = new HashMap<>();
        domains.forEach(domain -> defaults.computeIfAbsent(
                domain.domain(),
                name -> new DomainDefaults(
                        domain.windows(), compiler.accounting(domain.windows().zone()))));
        return new LimitTable(roots, defaults, compiler.rules(), printable(grammar.warnings()), options.modes());
    }

    private static List<String> printable(List<String> lines) {
        return lines.stream().map(Printable::of).toList();
    }

    /**
     * Returns the rule whose limit holds for a descriptor, null if no limit applies. Level by level the entry leads to
     * the rule that spells out its key and value, else to the first wildcard in file order that matches, else to the
     * rule with its key alone. There is no way back from a level, and the rule must be reached with the last entry.
     * Allocates nothing; the cost does not depend on the number of rules, see {@link WildcardIndex} for the wildcards.
     *
     * @param entries in the request's order; a list with fast access by index
     */
    public @Nullable LimitRule match(String domain, List<DescriptorEntry> entries) {
        return plan(domain, entries).rule();
    }

    /** Returns what a descriptor charges, as {@link #match} finds it. */
    public ChargePlan plan(String domain, List<DescriptorEntry> entries) {
        RuleNode node = roots.get(domain);
        for (int level = 0; node != null && level < entries.size(); level++) {
            DescriptorEntry entry = entries.get(level);
            node = node.child(entry.key(), entry.value());
        }
        ChargePlan plan = node == null ? null : node.plan();
        return plan == null ? none : plan;
    }

    /**
     * Returns what a descriptor charges that brings its own limit: the files are not consulted, but for the windows of
     * the domain's root, of which the limit itself says nothing. No limit applies in a domain that no file names.
     *
     * @param multiplier units in one window, at least 1
     */
    public ChargePlan planOfRequest(String domain, long requestsPerUnit, Unit unit, int multiplier) {
        DomainDefaults own = defaults.get(domain);
        if (own == null) {
            return none;
        }
        Windows windows = own.windows().windows(unit, multiplier);
        Limit limit = new Limit("", requestsPerUnit, unit, windows, LimitOptions.DEFAULT.inUnits(multiplier));
        return ChargePlan.ofRequest(limit, own.accounting(), modes);
    }

    /** Returns the plan of a descriptor that no limit applies to. */
    public ChargePlan noLimit() {
        return none;
    }

    /** Returns whether no request is denied, whatever its limits say. */
    public boolean shadowMode() {
        return modes.shadowMode();
    }

    /** Returns whether a file names the domain, with or without descriptors. */
    public boolean hasDomain(String domain) {
        return roots.containsKey(domain);
    }

    /** Returns whether a rule has its limits from subscriptions. */
    public boolean hasSubscribed() {
        return subscribed;
    }

    /** Returns whether a rule of the domain replaces others. */
    public boolean replaces(String domain) {
        return replacing.contains(domain);
    }

    /** Returns the domains. */
    public Set<String> domains() {
        return roots.keySet();
    }

    /** Returns the rules of all domains, each domain's in file order, a parent before its children. */
    public List<LimitRule> rules() {
        return rules;
    }

    /** Returns one line for each limit as the reference's {@code /rlconfig} has it, sorted. */
    public List<String> describe() {
        return rules.stream()
                .flatMap(rule -> rule.describe().stream())
                .map(Printable::of)
                .sorted()
                .toList();
    }

    /** Returns a line, beginning with the file and the line in it, for each thing allowed but likely not meant. */
    public List<String> warnings() {
        return warnings;
    }
}
