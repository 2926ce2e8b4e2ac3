package io.tollgate.translate.edgestack;

import io.tollgate.translate.Report;
import io.tollgate.translate.emissary.AskedGroup;
import io.tollgate.translate.emissary.AskedGroup.Entry;
import io.tollgate.translate.limits.DomainLimits;
import io.tollgate.translate.limits.LimitEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the patterns of a domain into rules. A pattern matches what begins with it and the longest counts, while a rule
 * must be as deep as the descriptor and there is no way back from a level. So the rules are made for the label groups that
 * there are: at each level, one for each value that a pattern spells out, with all patterns that it may still lead to, and
 * one for the rest.
 */
final class PatternCompiler {

    private static final int MOST_RULES = 100_000;

    private final List<PatternLimit> limits;
    private final Report report;

    /** How many counters there are for what a limit should count together. */
    private final Map<Counted, Integer> counters = new LinkedHashMap<>();

    private int made;

    /**
     * What a limit counts together.
     *
     * @param labels those whose values its pattern leaves open
     */
    private record Counted(PatternLimit limit, List<Entry> labels) {}

    PatternCompiler(List<PatternLimit> limits, Report report) {
        this.limits = limits;
        this.report = report;
    }

    /** Adds the rules for the groups to a domain. */
    void compile(List<AskedGroup> groups, DomainLimits into) {
        write(branches(0, groups, limits), into::first, List.of());
        Set<PatternLimit> used = new HashSet<>();
        counters.keySet().forEach(counted -> used.add(counted.limit()));
        limits.stream()
                .filter(limit -> !used.contains(limit))
                .forEach(limit -> report.different(
                        limit.place(),
                        "never counts: whatever it is for, a pattern that is longer or says more is for too"));
        counters.forEach((counted, count) -> {
            if (count > 1) {
                report.different(
                        counted.limit().place(),
                        "label groups by another alternative of its pattern, with other keys after it, or with values that"
                                + " another pattern names or leaves open, have a counter of their own; Edge Stack does"
                                + " not document what they share");
            }
        });
    }

    private List<Branch> branches(int level, List<AskedGroup> groups, List<PatternLimit> among) {
        List<AskedGroup> here =
                groups.stream().filter(group -> group.entries().size() > level).toList();
        Set<String> keys = new LinkedHashSet<>();
        here.forEach(group -> keys.add(group.entries().get(level).key()));
        List<Branch> branches = new ArrayList<>();
        for (String key : keys) {
            List<AskedGroup> ofKey = here.stream()
                    .filter(group -> group.entries().get(level).key().equals(key))
                    .toList();
            Set<String> values = new LinkedHashSet<>();
            among.stream()
                    .filter(limit -> limit.length() > level)
                    .forEach(limit -> limit.pattern().get(level).values(key).forEach(values::add));
            for (String value : values) {
                addValue(level, new Entry(key, value), ofKey, among, branches);
            }
            addRest(level, key, values, ofKey, among, branches);
        }
        return branches;
    }

    private void addValue(int level, Entry entry, List<AskedGroup> groups, List<PatternLimit> among, List<Branch> to) {
        List<AskedGroup> possible = groups.stream()
                .filter(group -> {
                    String known = group.entries().get(level).value();
                    return known == null || known.equals(entry.value());
                })
                .toList();
        List<PatternLimit> left = among.stream()
                .filter(limit ->
                        limit.length() <= level || limit.pattern().get(level).matches(entry))
                .toList();
        add(level, entry.key(), entry.value(), false, possible, left, to);
    }

    private void addRest(
            int level,
            String key,
            Set<String> spelledOut,
            List<AskedGroup> groups,
            List<PatternLimit> among,
            List<Branch> to) {
        List<AskedGroup> possible = groups.stream()
                .filter(group -> {
                    String known = group.entries().get(level).value();
                    return known == null || !spelledOut.contains(known);
                })
                .toList();
        List<PatternLimit> left = among.stream()
                .filter(limit ->
                        limit.length() <= level || limit.pattern().get(level).matchesAnyValue(key))
                .toList();
        boolean shared = left.stream().allMatch(limit -> limit.length() <= level);
        add(level, key, shared ? "*" : null, shared, possible, left, to);
    }

    private void add(
            int level,
            String key,
            @Nullable String value,
            boolean shared,
            List<AskedGroup> groups,
            List<PatternLimit> among,
            List<Branch> to) {
        if (groups.isEmpty() || among.isEmpty()) {
            return;
        }
        if (++made > MOST_RULES) {
            throw among.get(0).place().error("patterns that make more than " + MOST_RULES + " rules");
        }
        boolean ends = groups.stream().anyMatch(group -> group.entries().size() == level + 1);
        PatternLimit limit = ends ? strongest(level + 1, among) : null;
        List<Branch> next = branches(level + 1, groups, among);
        if (limit != null || !next.isEmpty()) {
            to.add(new Branch(key, value, shared, limit, next));
        }
    }

    private @Nullable PatternLimit strongest(int depth, List<PatternLimit> among) {
        List<PatternLimit> complete =
                among.stream().filter(limit -> limit.length() <= depth).toList();
        PatternLimit strongest = null;
        for (PatternLimit limit : complete) {
            if (strongest == null || PatternLimit.WEAKEST_FIRST.compare(limit, strongest) > 0) {
                strongest = limit;
            }
        }
        if (strongest != null) {
            noteTies(strongest, complete);
        }
        return strongest;
    }

    private void noteTies(PatternLimit strongest, List<PatternLimit> complete) {
        for (PatternLimit other : complete) {
            if (!other.equals(strongest) && other.length() == strongest.length()) {
                report.different(
                        other.place(),
                        "where " + strongest.title() + " of "
                                + strongest.place().position()
                                + " matches too, that one counts; of patterns of one length Edge Stack does not document"
                                + " which does");
            }
        }
    }

    private void write(
            List<Branch> branches, BiFunction<String, @Nullable String, LimitEntry> into, List<Branch> above) {
        for (Branch branch : branches) {
            List<Branch> path = new ArrayList<>(above);
            path.add(branch);
            LimitEntry entry = into.apply(branch.key(), branch.value());
            if (branch.shared()) {
                entry.shared();
            }
            PatternLimit limit = branch.limit();
            if (limit != null) {
                entry.limit(limit.value(), limit.shadow()).named(limit.name());
                count(limit, path);
            }
            write(branch.next(), entry::next, path);
        }
    }

    /** Labels after the pattern whose values do not share a counter make many, for which two stand. */
    private void count(PatternLimit limit, List<Branch> path) {
        List<Entry> labels = new ArrayList<>();
        for (int i = 0; i < limit.length(); i++) {
            Branch branch = path.get(i);
            if (limit.pattern().get(i).matchesAnyValue(branch.key())) {
                labels.add(new Entry(branch.key(), branch.value()));
            }
        }
        boolean one = path.subList(limit.length(), path.size()).stream().allMatch(branch -> branch.value() != null);
        counters.merge(new Counted(limit, labels), one ? 1 : 2, Integer::sum);
    }
}
