package io.tollgate.translate.limitador;

import io.tollgate.translate.Report;
import io.tollgate.translate.limits.LimitValue;
import io.tollgate.translate.source.SourceNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The expressions of one limit. What is not understood is lost, and the limit with it. Built by one thread. */
final class Expressions {

    private final Report report;
    private final List<Condition> conditions = new ArrayList<>();
    private final Set<String> variables = new LinkedHashSet<>();
    private boolean understood = true;

    Expressions(Report report) {
        this.report = report;
    }

    void addCondition(SourceNode node) {
        List<Condition> all = Condition.all(node.text());
        if (all == null) {
            understood = false;
            report.lost(
                    node,
                    "this condition has no counterpart (understood are comparisons with a text by ==, !=, startsWith,"
                            + " endsWith, contains, joined by &&); the limit would be for more without it and is left out");
        } else {
            conditions.addAll(all);
        }
    }

    void addVariable(SourceNode node) {
        String reference = Condition.reference(node.text());
        if (reference == null) {
            understood = false;
            report.lost(
                    node,
                    "this expression has no counterpart (understood are values as they are, without functions); the limit"
                            + " is left out");
        } else {
            variables.add(reference);
        }
    }

    /** Returns the limit, null if one of its expressions is lost. */
    @Nullable SourceLimit limit(String name, List<LimitValue> rates, SourceNode place) {
        return understood ? new SourceLimit(name, conditions, List.copyOf(variables), rates, place) : null;
    }
}
