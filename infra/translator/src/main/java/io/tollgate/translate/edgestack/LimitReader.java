package io.tollgate.translate.edgestack;

import io.tollgate.model.Unit;
import io.tollgate.translate.Report;
import io.tollgate.translate.emissary.AskedGroup.Entry;
import io.tollgate.translate.limits.LimitValue;
import io.tollgate.translate.source.Manifest;
import io.tollgate.translate.source.SourceNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads RateLimit resources. */
final class LimitReader {

    private static final Map<String, Unit> UNITS =
            Map.of("second", Unit.SECOND, "minute", Unit.MINUTE, "hour", Unit.HOUR, "day", Unit.DAY);

    private final String defaultDomain;
    private final Report report;
    private final List<PatternLimit> limits = new ArrayList<>();

    private final ErrorAnswers errors;

    LimitReader(String defaultDomain, Report report) {
        this.defaultDomain = defaultDomain;
        this.report = report;
        this.errors = new ErrorAnswers(report);
    }

    List<PatternLimit> limits() {
        return List.copyOf(limits);
    }

    /** Returns what clients are answered that are over limit. */
    ErrorAnswers errors() {
        return errors;
    }

    void read(Manifest manifest) {
        SourceNode spec = manifest.spec();
        report.lostUnlessKnown(
                spec,
                "domain",
                "limits",
                "ambassador_id",
                "apiVersion",
                "kind",
                "name",
                "namespace",
                "metadata",
                "status",
                "pattern",
                "action",
                "rate",
                "unit",
                "burstFactor",
                "injectRequestHeaders",
                "injectResponseHeaders",
                "errorResponse");
        String domain = spec.text("domain", defaultDomain);
        if (domain.isEmpty()) {
            throw spec.error("a domain must not be empty");
        }
        if (spec.find("pattern") != null) { // as in a page of Edge Stack's documentation
            report.different(spec, "a limit stands beside 'limits' and is read as if it were in it");
            limit(domain, spec, false);
        }
        for (SourceNode item : spec.items("limits")) {
            report.lostUnlessKnown(
                    item,
                    "name",
                    "action",
                    "pattern",
                    "rate",
                    "unit",
                    "burstFactor",
                    "injectRequestHeaders",
                    "injectResponseHeaders",
                    "errorResponse");
            limit(domain, item, true);
        }
    }

    private void limit(String domain, SourceNode node, boolean mayHaveName) {
        List<PatternItem> pattern = pattern(node);
        LimitValue value = value(node);
        boolean shadow = isShadow(node.find("action"));
        if (pattern.isEmpty()) {
            return;
        }
        String name = mayHaveName ? node.text("name") : null;
        PatternLimit limit = new PatternLimit(domain, pattern, value, shadow, name, node);
        limits.add(limit);
        report.carried(
                node,
                "limit of " + value.title() + " for label groups that begin with " + limit.title() + " in domain '"
                        + domain + "'" + (shadow ? ", in shadow mode" : ""));
        noteInjected(node);
        errors.read(domain, node.find("errorResponse"));
    }

    /** Returns the elements; none if one of them cannot be carried over, for the limit would be for more. */
    private List<PatternItem> pattern(SourceNode node) {
        List<PatternItem> items = new ArrayList<>();
        SourceNode pattern = node.required("pattern");
        for (SourceNode element : pattern.items()) {
            List<Entry> alternatives = new ArrayList<>();
            for (SourceNode.Field label : element.pairs()) {
                String value = label.value().text();
                boolean any = value.isEmpty() || value.equals("*");
                if (label.name().isEmpty()) {
                    throw label.value().error("a key must not be empty");
                }
                if (label.name().contains("*") || (!any && value.contains("*"))) {
                    report.lost(
                            label.value(),
                            "a star within a key or a value is just a character there, but stands for many values here; the"
                                    + " limit is left out");
                    return List.of();
                }
                alternatives.add(new Entry(label.name(), any ? null : value));
            }
            if (alternatives.isEmpty()) {
                throw element.error("expected a key and a value");
            }
            items.add(new PatternItem(alternatives));
        }
        if (items.isEmpty()) {
            report.lost(pattern, "a limit without a pattern has no place among the rules; left out");
        }
        return items;
    }

    private LimitValue value(SourceNode node) {
        SourceNode unit = node.required("unit");
        Unit known = UNITS.get(unit.text().toLowerCase(Locale.ROOT));
        if (known == null) {
            throw unit.error("expected second, minute, hour or day, found '" + unit.text() + "'");
        }
        int rate = node.required("rate").whole(0, Integer.MAX_VALUE);
        SourceNode burst = node.find("burstFactor");
        if (burst != null && burst.whole(1, Integer.MAX_VALUE) > 1) {
            report.different(
                    burst,
                    "becomes a sliding window that admits " + rate + " at the most in any "
                            + unit.text().toLowerCase(Locale.ROOT) + "; in Edge Stack what was not used of "
                            + burst.text()
                            + " windows may come at once");
        }
        return new LimitValue(known, rate, false, burst != null);
    }

    private static boolean isShadow(@Nullable SourceNode action) {
        if (action == null || action.text().equalsIgnoreCase("Enforce")) {
            return false;
        }
        if (!action.text().equalsIgnoreCase("LogOnly")) {
            throw action.error("expected Enforce or LogOnly, found '" + action.text() + "'");
        }
        return true;
    }

    private void noteInjected(SourceNode node) {
        for (String field : List.of("injectRequestHeaders", "injectResponseHeaders")) {
            SourceNode injected = node.find(field);
            if (injected != null) {
                report.lost(
                        injected,
                        "Envoy does not know which limits hold for a request that it lets through, so it adds no headers for"
                                + " them (the gateway's settings LIMIT_RESPONSE_HEADERS_ENABLED and Envoy's x-ratelimit"
                                + " headers tell of limits)");
            }
        }
    }
}
