package io.tollgate.translate.kongmesh;

import io.tollgate.translate.Report;
import io.tollgate.translate.source.SourceNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What several policies say of one proxy. They are merged as Kuma merges them: of each field that policy counts which is
 * the most specific of those that have it, and lists are taken whole.
 */
final class MergedConf {

    private final List<Part> parts = new ArrayList<>();
    private final Set<String> tied = new HashSet<>();
    private final Report report;

    private record Part(Policy policy, SourceNode conf) {}

    MergedConf(Report report) {
        this.report = report;
    }

    /** Adds what a policy says; it counts more than all before. */
    void add(Policy policy, List<SourceNode> confs) {
        confs.forEach(conf -> parts.add(new Part(policy, conf)));
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    /** Returns what each policy says. */
    List<SourceNode> confs() {
        return parts.stream().map(Part::conf).toList();
    }

    /** Returns the policy that counts the most. */
    Policy mostSpecific() {
        return parts.get(parts.size() - 1).policy;
    }

    /** Returns the value of a field that no map is, null if no policy has it. */
    @Nullable SourceNode find(String first, String... more) {
        for (int i = parts.size() - 1; i >= 0; i--) {
            SourceNode found = parts.get(i).conf.find(first, more);
            if (found != null) {
                warnOfTie(i, found, first, more);
                return found;
            }
        }
        return null;
    }

    private void warnOfTie(int counts, SourceNode found, String first, String... more) {
        Policy policy = parts.get(counts).policy;
        for (int i = counts - 1; i >= 0; i--) {
            Policy other = parts.get(i).policy;
            boolean equal = !other.name().equals(policy.name())
                    && other.target().kind() == policy.target().kind();
            if (equal && parts.get(i).conf.find(first, more) != null && tied.add(other.name())) {
                report.different(
                        found,
                        "counts, and not what " + other.manifest().title()
                                + " says: both are for a " + policy.target().kind() + ", so "
                                + policy.reasonBefore(other));
                return;
            }
        }
    }
}
