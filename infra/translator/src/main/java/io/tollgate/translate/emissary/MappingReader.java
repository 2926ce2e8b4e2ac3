package io.tollgate.translate.emissary;

import io.tollgate.translate.Report;
import io.tollgate.translate.envoy.Address;
import io.tollgate.translate.envoy.Question;
import io.tollgate.translate.envoy.RateLimitAction;
import io.tollgate.translate.envoy.RateLimitAction.DestinationCluster;
import io.tollgate.translate.envoy.RateLimitAction.SourceCluster;
import io.tollgate.translate.envoy.Route;
import io.tollgate.translate.envoy.Upstream;
import io.tollgate.translate.source.Manifest;
import io.tollgate.translate.source.SourceNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes routes of Mappings. */
final class MappingReader {

    private static final Set<String> CARRIED = Set.of(
            "host",
            "hostname",
            "host_regex",
            "prefix",
            "prefix_regex",
            "prefix_exact",
            "case_sensitive",
            "headers",
            "regex_headers",
            "method",
            "method_regex",
            "query_parameters",
            "regex_query_parameters",
            "precedence",
            "rewrite",
            "regex_rewrite",
            "host_rewrite",
            "auto_host_rewrite",
            "service",
            "tls",
            "grpc",
            "timeout_ms",
            "idle_timeout_ms",
            "retry_policy",
            "priority",
            "labels",
            "rate_limits");

    /** What changes neither what is asked nor where a request goes. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "apiVersion",
            "kind",
            "name",
            "namespace",
            "generation",
            "metadata",
            "status",
            "metadata_labels",
            "ambassador_id",
            "docs",
            "stats_name",
            "v3StatsName");

    private final AmbassadorModule module;
    private final ServiceSettings settings;
    private final String sourceCluster;
    private final @Nullable Address upstream;
    private final Report report;
    private final MappingLabels labels;
    private final Map<String, Upstream> clusters = new HashMap<>();

    /** @param upstream where all requests go; null if each Mapping says where */
    MappingReader(
            AmbassadorModule module,
            ServiceSettings settings,
            String sourceCluster,
            @Nullable Address upstream,
            Report report) {
        this.module = module;
        this.settings = settings;
        this.sourceCluster = sourceCluster;
        this.upstream = upstream;
        this.report = report;
        this.labels = new MappingLabels(module, settings, report);
    }

    /** A route with what decides where it stands among the others, and what it asks. */
    record Read(RouteOrder order, Route route, List<AskedGroup> asked) {}

    /** Returns the route of a Mapping, null if it has none. */
    @Nullable Read read(Manifest mapping) {
        SourceNode spec = mapping.spec();
        if (isLeftOut(spec, mapping)) {
            return null;
        }
        noteLost(spec);
        RouteMatch match = RouteMatch.of(mapping, report);
        ServiceAddress service = service(mapping);
        Map<String, List<LabelGroup>> groups = labels.groups(mapping);
        List<Question> questions = new ArrayList<>();
        List<AskedGroup> asked = new ArrayList<>();
        groups.forEach((domain, of) -> {
            List<LabelGroup> labelled =
                    of.stream().filter(group -> !group.labels().isEmpty()).toList();
            if (!labelled.isEmpty()) {
                questions.add(new Question(
                        settings.filter(domain),
                        labelled.stream().map(LabelGroup::labels).toList()));
                labelled.forEach(group -> asked.add(AskedGroup.of(domain, group, sourceCluster, service.cluster())));
            }
        });
        asked.forEach(group -> report.carried(
                group.place(),
                "requests of " + mapping.title() + " are asked for in domain '" + group.domain() + "' by "
                        + group.title()));
        if (asked.isEmpty()) {
            report.carried(mapping.root(), mapping.title() + " has a route, and nothing is asked for its requests");
        }
        noteClusters(questions, mapping, service);
        Route route = new Route(
                match.tree(), upstream(mapping, service), RouteAction.of(spec, module, report), questions, null);
        return new Read(match.order(), route, asked);
    }

    /** A cluster is one for all Mappings to it. */
    private Upstream upstream(Manifest mapping, ServiceAddress service) {
        Upstream own = upstream == null
                ? new Upstream(
                        service.cluster(),
                        service.address(),
                        service.tls(),
                        mapping.spec().bool("grpc"))
                : new Upstream(service.cluster(), upstream);
        Upstream first = clusters.computeIfAbsent(own.cluster(), any -> own);
        if (!first.equals(own)) {
            report.different(
                    mapping.spec().required("service"),
                    "goes to cluster '" + own.cluster()
                            + "' as the Mapping before it says, whose address, TLS or grpc is another: Emissary has one"
                            + " cluster of a name too");
        }
        return first;
    }

    private boolean isLeftOut(SourceNode spec, Manifest mapping) {
        SourceNode redirect = spec.find("host_redirect");
        if (redirect != null && redirect.bool()) {
            report.lost(redirect, mapping.title() + " redirects its requests, for which Envoy asks nothing; left out");
            return true;
        }
        SourceNode shadow = spec.find("shadow");
        if (shadow != null && shadow.bool()) {
            report.lost(shadow, mapping.title() + " takes copies of requests, for which Envoy asks nothing; left out");
            return true;
        }
        return false;
    }

    private void noteLost(SourceNode spec) {
        spec.fields().forEach((name, value) -> {
            if (value.isNull() || CARRIED.contains(name) || WITHOUT_EFFECT.contains(name)) {
                return;
            }
            if (name.equals("weight")) {
                report.lost(
                        value,
                        "requests are not split by weight: of several Mappings for the same requests the"
                                + " first takes all");
            } else {
                report.lost(value, "left out; it changes what Envoy does with a request, not what it asks for");
            }
        });
    }

    private ServiceAddress service(Manifest mapping) {
        SourceNode spec = mapping.spec();
        SourceNode tls = spec.find("tls");
        String context = tls == null || tls.isBool() ? "" : tls.text();
        if (!context.isEmpty() && upstream == null) {
            report.lost(
                    tls == null ? spec : tls,
                    "the certificates of TLSContext " + context
                            + " are not in these files: Envoy shows none and does not check the service's");
        }
        boolean qualified = !module.ownNamespace() && !mapping.namespace().equals(module.namespace());
        return ServiceAddress.of(
                spec.required("service"),
                mapping.namespace(),
                qualified,
                context,
                !context.isEmpty() || (tls != null && tls.isBool() && tls.bool()));
    }

    private void noteClusters(List<Question> questions, Manifest mapping, ServiceAddress service) {
        List<RateLimitAction> labels = questions.stream()
                .flatMap(question -> question.descriptors().stream())
                .flatMap(List::stream)
                .toList();
        if (labels.stream().anyMatch(DestinationCluster.class::isInstance)) {
            report.different(
                    mapping.root(),
                    "destination_cluster is '" + service.cluster()
                            + "', as Emissary 3 names it; other releases and Emissary's own namespace change the name");
        }
        if (labels.stream().anyMatch(SourceCluster.class::isInstance)) {
            report.different(
                    mapping.root(),
                    "source_cluster is '" + sourceCluster
                            + "'; in Emissary it is AMBASSADOR_ID and its namespace (change node.cluster in envoy.yaml)");
        }
    }
}
