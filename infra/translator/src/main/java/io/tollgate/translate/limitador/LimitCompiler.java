package io.tollgate.translate.limitador;

import io.tollgate.translate.Report;
import io.tollgate.translate.envoy.HeaderCondition;
import io.tollgate.translate.envoy.RateLimitAction;
import io.tollgate.translate.limits.DomainLimits;
import io.tollgate.translate.limits.LimitEntry;
import io.tollgate.translate.limits.LimitValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes rules and actions of the limits of one domain. Used once, by one thread. */
final class LimitCompiler {

    /** The key of the entry that tells limits apart. */
    private static final String LIMIT = "limit";

    /** Names that mean themselves in a limit file. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9 ._/:-]{0,98}[A-Za-z0-9])?");

    private static final Pattern KEY = Pattern.compile("[^*\\p{Cntrl}\\s](?:[^*\\p{Cntrl}]*[^*\\p{Cntrl}\\s])?");

    private final Scope scope;
    private final DomainLimits domain;
    private final Report report;
    private final Set<String> names = new HashSet<>();

    LimitCompiler(Scope scope, DomainLimits domain, Report report) {
        this.scope = scope;
        this.domain = domain;
        this.report = report;
    }

    /** Adds the rules, and returns the actions of the descriptors that ask for them. */
    List<List<RateLimitAction>> compile() {
        List<List<RateLimitAction>> descriptors = new ArrayList<>();
        for (SourceLimit limit : scope.limits()) {
            List<HeaderCondition> conditions = conditions(limit);
            Map<String, RateLimitAction> variables = variables(limit);
            if (conditions != null && variables != null) {
                descriptors.add(compile(limit, conditions, variables));
            }
        }
        return descriptors;
    }

    private List<RateLimitAction> compile(
            SourceLimit limit, List<HeaderCondition> conditions, Map<String, RateLimitAction> variables) {
        String name = freeName(limit.name());
        LimitEntry entry = domain.first(LIMIT, name);
        for (String key : variables.keySet()) {
            entry = entry.next(key, null);
        }
        entry.limits(limit.rates()).named(limit.name().equals(name) ? name : null);
        List<RateLimitAction> actions = new ArrayList<>();
        actions.add(
                conditions.isEmpty()
                        ? new RateLimitAction.GenericKey(LIMIT, name)
                        : new RateLimitAction.IfHeaders(LIMIT, name, conditions));
        actions.addAll(variables.values());
        report.carried(
                limit.place(),
                "limit of "
                        + limit.rates().stream().map(LimitValue::title).collect(Collectors.joining(", of "))
                        + (variables.isEmpty() ? "" : " for each " + String.join(", ", variables.keySet()))
                        + " in domain '" + scope.domain() + "', which Envoy asks for as limit=" + name);
        return actions;
    }

    private String freeName(String wanted) {
        String plain = PLAIN.matcher(wanted).matches() ? wanted : LIMIT + "-" + (names.size() + 1);
        String name = plain;
        for (int i = 2; !names.add(name); i++) {
            name = plain + "-" + i;
        }
        return name;
    }

    /** Returns null if the limit is left out. */
    private @Nullable List<HeaderCondition> conditions(SourceLimit limit) {
        List<HeaderCondition> conditions = new ArrayList<>();
        scope.origins().needed().forEach(header -> conditions.add(HeaderCondition.present(header)));
        for (Condition condition : limit.conditions()) {
            Origin origin = origin(limit, condition.reference());
            if (origin instanceof Origin.Header header) {
                HeaderCondition own = condition(header, condition);
                if (own == null) {
                    report.different(limit.place(), "it never applies, for every text has '' within; it is left out");
                    return null;
                }
                conditions.add(own);
            } else if (origin instanceof Origin.Fixed fixed) {
                if (!condition.holds(fixed.text())) {
                    report.different(
                            limit.place(),
                            "it never applies, for Envoy always sends '" + fixed.text() + "' for "
                                    + scope.origins().key(condition.reference()) + "; it is left out");
                    return null;
                }
            } else {
                if (origin != null) {
                    report.lost(
                            limit.place(),
                            "Envoy has no condition on the address of a client among its actions; the limit is left out");
                }
                return null;
            }
        }
        return conditions.stream().distinct().toList();
    }

    /** Envoy takes no empty texts for a beginning or an end; null stands for what never holds. */
    private static @Nullable HeaderCondition condition(Origin.Header header, Condition condition) {
        if (condition.text().isEmpty() && condition.kind() != HeaderCondition.Kind.EXACT) {
            return condition.inverted() ? null : HeaderCondition.present(header.name());
        }
        return new HeaderCondition(header.name(), condition.kind(), condition.text(), condition.inverted());
    }

    /** Returns the actions by the keys of their entries, null if the limit is left out. */
    private @Nullable Map<String, RateLimitAction> variables(SourceLimit limit) {
        Map<String, RateLimitAction> variables = new TreeMap<>();
        for (String reference : limit.variables()) {
            Origin origin = origin(limit, reference);
            String key = scope.origins().key(reference);
            if (origin == null) {
                return null;
            }
            if (!KEY.matcher(key).matches()) {
                report.lost(limit.place(), "'" + key + "' cannot be a key in a limit file; the limit is left out");
                return null;
            }
            if (origin instanceof Origin.Header header) {
                variables.put(key, new RateLimitAction.RequestHeader(header.name(), key));
            } else if (origin instanceof Origin.Address) {
                variables.put(Origin.Address.KEY, new RateLimitAction.RemoteAddress());
            }
        }
        return variables;
    }

    private @Nullable Origin origin(SourceLimit limit, String reference) {
        Origin origin = scope.origins().of(reference);
        if (origin == null) {
            report.lost(limit.place(), scope.origins().whyNone(reference) + "; the limit is left out");
        } else if (origin instanceof Origin.Header header && header.guessed()) {
            report.lost(
                    limit.place(),
                    "no Envoy configuration in these files says where "
                            + scope.origins().key(reference) + " comes from; here it is the header " + header.name()
                            + " (translate both together)");
        }
        return origin;
    }
}
