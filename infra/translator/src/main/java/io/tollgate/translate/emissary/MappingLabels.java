package io.tollgate.translate.emissary;

import io.tollgate.translate.Report;
import io.tollgate.translate.envoy.RateLimitAction;
import io.tollgate.translate.envoy.RateLimitAction.DestinationCluster;
import io.tollgate.translate.envoy.RateLimitAction.GenericKey;
import io.tollgate.translate.envoy.RateLimitAction.RemoteAddress;
import io.tollgate.translate.envoy.RateLimitAction.RequestHeader;
import io.tollgate.translate.envoy.RateLimitAction.SourceCluster;
import io.tollgate.translate.source.Manifest;
import io.tollgate.translate.source.SourceNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the label groups of Mappings: their own in the forms of all versions, and the default labels. */
final class MappingLabels {

    private final AmbassadorModule module;
    private final ServiceSettings settings;
    private final Report report;
    private final LabelReader reader;

    MappingLabels(AmbassadorModule module, ServiceSettings settings, Report report) {
        this.module = module;
        this.settings = settings;
        this.report = report;
        this.reader = new LabelReader(report);
    }

    /** Returns the label groups by domain, the default labels among them. */
    Map<String, List<LabelGroup>> groups(Manifest mapping) {
        SourceNode spec = mapping.spec();
        Map<String, List<LabelGroup>> groups = new LinkedHashMap<>();
        if (spec.find("rate_limits") != null) {
            groups.put(settings.domain(), groupsOfVersion0(spec.required("rate_limits")));
        } else if (spec.find("labels") != null) {
            groups.putAll(labels(spec.required("labels")));
        }
        if (groups.isEmpty()) {
            List<RateLimitAction> defaults = module.defaults(module.defaultDomain());
            if (!defaults.isEmpty()) {
                groups.put(module.defaultDomain(), List.of(new LabelGroup(defaults, false, mapping.root())));
            }
        } else {
            groups.replaceAll((domain, of) -> of.stream()
                    .map(group -> group.after(module.defaults(domain)))
                    .toList());
            noteOtherDefaults(groups.keySet(), mapping);
        }
        noteOtherDomains(groups);
        return groups;
    }

    private Map<String, List<LabelGroup>> labels(SourceNode labels) {
        Map<String, List<LabelGroup>> groups = new LinkedHashMap<>();
        if (labels.isList()) {
            report.different(labels, "names no domain and is read as of domain '" + module.defaultDomain() + "'");
            groups.put(module.defaultDomain(), reader.groups(labels));
            return groups;
        }
        labels.pairs().forEach(domain -> {
            if (domain.name().isEmpty()) {
                throw domain.value().error("a domain must not be empty");
            }
            groups.computeIfAbsent(domain.name(), any -> new ArrayList<>()).addAll(reader.groups(domain.value()));
        });
        return groups;
    }

    /**
     * Version 0 has three labels before its own. No default labels go before them: when there were Modules with default
     * labels, the groups made of {@code rate_limits} were exempt.
     */
    private List<LabelGroup> groupsOfVersion0(SourceNode rateLimits) {
        List<LabelGroup> groups = new ArrayList<>();
        for (SourceNode limit : rateLimits.items()) {
            report.lostUnlessKnown(limit, "descriptor", "headers");
            List<RateLimitAction> labels =
                    new ArrayList<>(List.of(new SourceCluster(), new DestinationCluster(), new RemoteAddress()));
            String descriptor = limit.text("descriptor", "");
            if (!descriptor.isEmpty()) {
                labels.add(new GenericKey("generic_key", descriptor));
            }
            for (SourceNode header : limit.items("headers")) {
                if (header.text().isEmpty() || header.text().chars().anyMatch(c -> c <= ' ')) {
                    throw header.error("'" + header.text() + "' is no name of a header");
                }
                labels.add(new RequestHeader(header.text(), header.text()));
            }
            groups.add(new LabelGroup(labels, true, limit));
        }
        return groups;
    }

    private void noteOtherDefaults(Set<String> domains, Manifest mapping) {
        module.defaultLabels().keySet().stream()
                .filter(domain -> !domains.contains(domain))
                .forEach(domain -> report.different(
                        mapping.root(),
                        "has no default labels of domain '" + domain
                                + "': Emissary's documentation says so, but its code"
                                + " adds them to Mappings without any labels only"));
    }

    /** Emissary asks in one domain and ignores the labels of the others. */
    private void noteOtherDomains(Map<String, List<LabelGroup>> groups) {
        if (!settings.said()) {
            return;
        }
        groups.forEach((domain, of) -> {
            if (!domain.equals(settings.domain()) && !of.isEmpty()) {
                report.different(
                        of.get(0).place(),
                        "Emissary asks in domain '" + settings.domain()
                                + "' alone and ignores these labels; here they are asked for too, in domain '" + domain
                                + "'");
            }
        });
    }
}
