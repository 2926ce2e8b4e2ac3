package io.tollgate.translate.emissary;

import io.tollgate.translate.Report;
import io.tollgate.translate.envoy.RateLimitAction;
import io.tollgate.translate.source.Manifest;
import io.tollgate.translate.source.SourceNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the Module named ambassador says for all Mappings.
 *
 * @param namespace Emissary's own, as far as it is known; empty if it is not
 * @param defaultDomain of labels where nothing else is said
 * @param defaultLabels by domain
 * @param trustedHops proxies in front of Emissary, null if nothing is said
 * @param ownNamespace whether hosts without a dot are looked for in Emissary's namespace
 * @param retryPolicy of Mappings that have none
 */
record AmbassadorModule(
        String namespace,
        String defaultDomain,
        Map<String, List<RateLimitAction>> defaultLabels,
        boolean useRemoteAddress,
        @Nullable Integer trustedHops,
        int timeoutMillis,
        boolean ownNamespace,
        @Nullable SourceNode retryPolicy) {

    private static final String DOMAIN = "ambassador";
    private static final int TIMEOUT_MS = 3_000;
    private static final int MOST_HOPS = 1_000;
    private static final Set<String> READ = Set.of(
            "default_label_domain",
            "default_labels",
            "use_remote_address",
            "xff_num_trusted_hops",
            "cluster_request_timeout_ms",
            "use_ambassador_namespace_for_service_resolution",
            "retry_policy");

    AmbassadorModule {
        defaultLabels = new LinkedHashMap<>(defaultLabels);
    }

    static AmbassadorModule of(@Nullable Manifest manifest, Report report) {
        SourceNode config = manifest == null ? null : manifest.spec().find("config");
        if (manifest == null || config == null) {
            return new AmbassadorModule("", DOMAIN, Map.of(), true, null, TIMEOUT_MS, false, null);
        }
        config.fields().forEach((name, value) -> {
            if (!READ.contains(name)) {
                report.ignored(value, "it is not read for rate limits");
            }
        });
        SourceNode remote = config.find("use_remote_address");
        SourceNode hops = config.find("xff_num_trusted_hops");
        SourceNode timeout = config.find("cluster_request_timeout_ms");
        String domain = config.text("default_label_domain", "");
        return new AmbassadorModule(
                manifest.namespace(),
                domain.isEmpty() ? DOMAIN : domain,
                defaultLabels(config.find("default_labels"), report),
                remote == null || remote.bool(),
                hops == null ? null : hops.whole(0, MOST_HOPS),
                timeout == null ? TIMEOUT_MS : timeout.whole(0, Integer.MAX_VALUE),
                config.bool("use_ambassador_namespace_for_service_resolution"),
                config.find("retry_policy"));
    }

    private static Map<String, List<RateLimitAction>> defaultLabels(@Nullable SourceNode node, Report report) {
        Map<String, List<RateLimitAction>> labels = new LinkedHashMap<>();
        if (node == null) {
            return labels;
        }
        LabelReader reader = new LabelReader(report);
        node.fields().forEach((domain, value) -> {
            SourceNode defaults = value.isMap() ? value.find("defaults") : value;
            if (value.isMap()) {
                report.lostUnlessKnown(value, "defaults");
            } else if (value.isList()) {
                report.different(value, "lacks 'defaults:' before its labels and is read as if it had it");
            }
            if (defaults != null) {
                noteStrings(defaults, report);
                labels.put(domain, reader.specifiers(defaults));
            }
        });
        return labels;
    }

    /** Nothing converts what a Module has, so that of version 2 is not understood by later releases. */
    private static void noteStrings(SourceNode defaults, Report report) {
        if (defaults.items().stream().anyMatch(SourceNode::isScalar)) {
            report.different(
                    defaults,
                    "Emissary 2 and later do not take labels that are plain text in a Module; here they are read as before");
        }
    }

    /** Returns the labels that go before each group of a domain. */
    List<RateLimitAction> defaults(String domain) {
        return defaultLabels.getOrDefault(domain, List.of());
    }
}
