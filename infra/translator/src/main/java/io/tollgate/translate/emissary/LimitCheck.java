package io.tollgate.translate.emissary;

import io.tollgate.gateway.limits.LimitRule;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.model.DescriptorEntry;
import io.tollgate.translate.Report;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Looks for descriptors that no limit can match. Values that only a request knows are tried out: each that a rule spells
 * out or has a pattern for, and one that none has.
 */
final class LimitCheck {

    private static final String VALUE_OF_NO_RULE = "tollgate-translate";

    /** Beyond so many combinations of values it is taken for granted that one matches. */
    private static final int MOST_TRIES = 100_000;

    private final LimitTable limits;
    private final Report report;

    LimitCheck(LimitTable limits, Report report) {
        this.limits = limits;
        this.report = report;
    }

    void look(AskedGroup asked) {
        if (!limits.hasDomain(asked.domain())) {
            report.lost(asked.place(), "no limit file has domain '" + asked.domain() + "', so nothing is limited");
        } else if (!canMatch(asked)) {
            report.lost(
                    asked.place(),
                    "no limit of domain '" + asked.domain() + "' can match " + asked.title()
                            + ", so nothing is limited (each label must have its level, in this order)");
        }
    }

    private boolean canMatch(AskedGroup asked) {
        List<List<DescriptorEntry>> tries = new ArrayList<>(List.of(List.of()));
        for (int level = 0; level < asked.entries().size(); level++) {
            List<DescriptorEntry> entries = candidates(asked, level);
            if ((long) tries.size() * entries.size() > MOST_TRIES) {
                return true;
            }
            tries = longer(tries, entries);
        }
        return tries.stream().anyMatch(entries -> limits.match(asked.domain(), entries) != null);
    }

    private static List<List<DescriptorEntry>> longer(
            List<List<DescriptorEntry>> tries, List<DescriptorEntry> entries) {
        List<List<DescriptorEntry>> longer = new ArrayList<>();
        for (List<DescriptorEntry> begun : tries) {
            for (DescriptorEntry entry : entries) {
                List<DescriptorEntry> one = new ArrayList<>(begun);
                one.add(entry);
                longer.add(one);
            }
        }
        return longer;
    }

    private List<DescriptorEntry> candidates(AskedGroup asked, int level) {
        AskedGroup.Entry entry = asked.entries().get(level);
        String known = entry.value();
        if (known != null) {
            return List.of(new DescriptorEntry(entry.key(), known));
        }
        Set<String> values = new LinkedHashSet<>(List.of(VALUE_OF_NO_RULE));
        for (LimitRule rule : limits.rules()) {
            if (rule.domain().equals(asked.domain()) && rule.levels().size() > level) {
                String value = rule.levels().get(level).value();
                if (!value.isEmpty()) {
                    values.add(value.replace("*", ""));
                }
            }
        }
        return values.stream()
                .map(value -> new DescriptorEntry(entry.key(), value))
                .toList();
    }
}
