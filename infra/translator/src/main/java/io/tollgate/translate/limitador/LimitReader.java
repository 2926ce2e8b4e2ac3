package io.tollgate.translate.limitador;

import io.tollgate.translate.Report;
import io.tollgate.translate.limits.LimitValue;
import io.tollgate.translate.source.SourceNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads lists of Limitador's limits, as they stand in its file, and with {@code maxValue} in the resource Limitador. Built
 * by one thread.
 */
final class LimitReader {

    private final Report report;
    private final Map<Identity, List<SourceNode>> groups = new LinkedHashMap<>();

    LimitReader(Report report) {
        this.report = report;
    }

    /** What Limitador tells limits apart by, beside the length of their windows. */
    private record Identity(String namespace, Set<String> conditions, Set<String> variables) {}

    void read(List<SourceNode> limits) {
        for (SourceNode limit : limits) {
            if (!limit.isMap()) {
                throw limit.error("expected a limit, which has 'namespace' and 'seconds'");
            }
            report.lostUnlessKnown(
                    limit, "namespace", "max_value", "maxValue", "seconds", "name", "id", "conditions", "variables");
            String namespace = limit.required("namespace").line();
            if (namespace.isEmpty()) {
                throw limit.required("namespace").error("a namespace must not be empty");
            }
            Identity identity = new Identity(namespace, texts(limit, "conditions"), texts(limit, "variables"));
            List<SourceNode> group = groups.computeIfAbsent(identity, any -> new ArrayList<>());
            if (group.stream().anyMatch(other -> seconds(other) == seconds(limit))) {
                report.ignored(
                        limit,
                        "a limit with this namespace, seconds, conditions and variables stands before; Limitador keeps"
                                + " one of the two");
            } else {
                group.add(limit);
            }
        }
    }

    private static Set<String> texts(SourceNode limit, String field) {
        Set<String> texts = new HashSet<>();
        limit.items(field).forEach(item -> texts.add(item.text()));
        return texts;
    }

    private static int seconds(SourceNode limit) {
        return limit.required("seconds").whole(1, Integer.MAX_VALUE);
    }

    private static long maxValue(SourceNode limit) {
        SourceNode value = limit.find("max_value") == null ? limit.find("maxValue") : limit.find("max_value");
        return value == null ? 0 : value.large(0, Long.MAX_VALUE);
    }

    /** Returns the limits of each namespace. */
    Map<String, List<SourceLimit>> limits() {
        Map<String, List<SourceLimit>> limits = new LinkedHashMap<>();
        groups.forEach((identity, group) -> {
            List<SourceLimit> of = limits.computeIfAbsent(identity.namespace, any -> new ArrayList<>());
            SourceLimit limit = limit(group);
            if (limit != null) {
                of.add(limit);
            }
        });
        return limits;
    }

    private @Nullable SourceLimit limit(List<SourceNode> group) {
        SourceNode first = group.get(0);
        Expressions expressions = new Expressions(report);
        first.items("conditions").forEach(expressions::addCondition);
        first.items("variables").forEach(expressions::addVariable);
        List<LimitValue> rates = group.stream()
                .map(limit -> LimitValue.ofAdmitted(seconds(limit), maxValue(limit)))
                .toList();
        return expressions.limit(first.text("name", first.text("id", "")), rates, first);
    }
}
