package io.tollgate.translate.edgestack;

import io.tollgate.translate.emissary.AskedGroup;
import io.tollgate.translate.emissary.AskedGroup.Entry;
import io.tollgate.translate.limits.LimitValue;
import io.tollgate.translate.source.SourceNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A limit of a RateLimit resource.
 *
 * @param pattern what label groups begin with that it is for
 * @param shadow whether it is only logged
 * @param name null if it has none
 */
record PatternLimit(
        String domain,
        List<PatternItem> pattern,
        LimitValue value,
        boolean shadow,
        @Nullable String name,
        SourceNode place) {

    /** The longest pattern counts; of two, that which leaves less open. */
    static final Comparator<PatternLimit> WEAKEST_FIRST = Comparator.comparingInt(PatternLimit::length)
            .thenComparing(
                    limit -> limit.pattern.stream().mapToLong(PatternItem::open).sum(), Comparator.reverseOrder());

    /** As many label groups as are made of a pattern's alternatives. */
    private static final int MOST_GROUPS = 1_000;

    PatternLimit {
        pattern = List.copyOf(pattern);
    }

    int length() {
        return pattern.size();
    }

    /** Returns whether it may be for a label group. */
    boolean matches(AskedGroup group) {
        if (group.entries().size() < length()) {
            return false;
        }
        for (int i = 0; i < length(); i++) {
            if (!pattern.get(i).matches(group.entries().get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Returns the label groups that have just the labels of its pattern, one for each choice of keys. */
    List<AskedGroup> ownGroups() {
        List<List<Entry>> groups = List.of(List.of());
        for (PatternItem item : pattern) {
            List<List<Entry>> longer = new ArrayList<>();
            for (String key :
                    item.alternatives().stream().map(Entry::key).distinct().toList()) {
                for (List<Entry> begun : groups) {
                    List<Entry> one = new ArrayList<>(begun);
                    one.add(new Entry(key, null));
                    longer.add(one);
                }
            }
            if (longer.size() > MOST_GROUPS) {
                throw place.error("a pattern with more than " + MOST_GROUPS + " choices of keys");
            }
            groups = longer;
        }
        return groups.stream()
                .map(entries -> new AskedGroup(domain, entries, place))
                .toList();
    }

    /** Returns its pattern for people. */
    String title() {
        return pattern.stream().map(PatternItem::toString).collect(Collectors.joining(", ", "(", ")"));
    }
}
