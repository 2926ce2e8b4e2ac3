package io.tollgate.translate.kongmesh;

import io.tollgate.translate.Report;
import io.tollgate.translate.envoy.RateLimitAction;
import io.tollgate.translate.limits.DomainLimits;
import io.tollgate.translate.limits.LimitEntry;
import io.tollgate.translate.limits.LimitValue;
import io.tollgate.translate.source.SourceNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The limits of services in the domain of a mesh, and what Envoy asks for requests to them. */
final class ServiceLimits {

    /** The one key that Kong Mesh counts by. */
    static final String KEY = "kuma.io/service";

    private final DomainLimits domain;
    private final Report report;

    ServiceLimits(DomainLimits domain, Report report) {
        this.domain = domain;
        this.report = report;
    }

    /** Adds the limits of a service, and returns what Envoy asks for a request to it. */
    List<List<RateLimitAction>> add(MeshService service, GlobalConf conf) {
        boolean shadow = conf.isShadow();
        LimitValue rate = conf.rate();
        SourceNode place = conf.mostSpecific().manifest().root();
        LimitEntry entry = domain.first(KEY, service.name());
        RateLimitAction serviceEntry = new RateLimitAction.GenericKey(KEY, service.name());
        Map<String, List<String>> own = new LinkedHashMap<>();
        List<List<RateLimitAction>> descriptors = new ArrayList<>();
        for (SourceNode rule : conf.onRequest()) {
            List<String> values = limitValues(rule, entry, shadow);
            if (!values.isEmpty()) {
                String header = rule.required("name").text();
                own.computeIfAbsent(header, any -> new ArrayList<>()).addAll(values);
                descriptors.add(List.of(serviceEntry, new RateLimitAction.RequestHeader(header, header)));
                noteValues(rule, service, header, values.size());
            }
        }
        if (rate != null) {
            entry.limit(rate, shadow);
            RateLimitAction unlessOwn =
                    own.isEmpty() ? serviceEntry : new RateLimitAction.UnlessHeaders(KEY, service.name(), own);
            descriptors.add(0, List.of(unlessOwn));
            report.carried(
                    place,
                    "limit of " + rate.title() + " for " + service.name() + " in domain '" + domain.domain() + "'"
                            + (shadow ? ", in shadow mode" : ""));
        } else if (descriptors.isEmpty()) {
            report.lost(place, "no policy says a requestRate for " + service.name() + ", so nothing is limited");
        }
        return descriptors;
    }

    private void noteValues(SourceNode rule, MeshService service, String header, int values) {
        report.carried(
                rule,
                "requests to " + service.name() + " with one of " + values + " values of the header " + header
                        + " have limits of their own");
        report.different(
                rule,
                "Kong Mesh does not document what else such a request is charged; here it is its own limit only, and a"
                        + " value without requestRate is not limited");
    }

    /** Adds the limits of a header's values, and returns the values. */
    private List<String> limitValues(SourceNode rule, LimitEntry service, boolean shadow) {
        report.lostUnlessKnown(rule, "kind", "name", "limits");
        SourceNode kind = rule.required("kind");
        if (!kind.text().equals("OnHeader")) {
            throw kind.error("expected OnHeader, found '" + kind.text() + "'");
        }
        String header = rule.required("name").text();
        Set<String> values = new LinkedHashSet<>();
        for (SourceNode item : rule.required("limits").items()) {
            report.lostUnlessKnown(item, "value", "requestRate", "disabled");
            SourceNode value = item.required("value");
            if (value.text().isEmpty()) {
                throw value.error("a value must not be empty");
            }
            if (value.text().contains("*")) {
                report.lost(
                        value,
                        "a '*' stands for any characters in a limit file, so this value has no limit of its own");
                continue;
            }
            if (!values.add(value.text())) {
                throw value.error("'" + value.text() + "' is limited twice");
            }
            SourceNode rate = item.find("requestRate");
            LimitValue limit = rate == null || item.bool("disabled")
                    ? LimitValue.UNLIMITED
                    : Rate.of(rate.required("num"), rate.required("interval"), report);
            service.next(header, value.text()).limit(limit, shadow && !limit.unlimited());
        }
        return List.copyOf(values);
    }
}
