package io.tollgate.translate.emissary;

import io.tollgate.translate.Report;
import io.tollgate.translate.envoy.Address;
import io.tollgate.translate.envoy.RateLimitFilter;
import io.tollgate.translate.source.Manifest;
import io.tollgate.translate.source.SourceNode;
import java.util.List;
import java.util.Locale;

/**
 * What RateLimitService says.
 *
 * @param domain the one that Emissary asks in
 * @param said whether there is such a resource
 */
record ServiceSettings(
        String domain,
        long timeoutMillis,
        boolean denyOnFailure,
        boolean resourceExhausted,
        boolean tls,
        boolean said) {

    private static final int TIMEOUT_MS = 20;

    /** @param manifests all that there are; Emissary allows one */
    static ServiceSettings of(List<Manifest> manifests, String defaultDomain, Address tollgate, Report report) {
        if (manifests.isEmpty()) {
            return new ServiceSettings(defaultDomain, TIMEOUT_MS, false, false, false, false);
        }
        manifests
                .subList(1, manifests.size())
                .forEach(more -> report.lost(
                        more.root(),
                        "Emissary allows one RateLimitService only, and has none where there are more; here "
                                + manifests.get(0).title() + " counts"));
        return of(manifests.get(0).spec(), defaultDomain, tollgate, report);
    }

    private static ServiceSettings of(SourceNode spec, String defaultDomain, Address tollgate, Report report) {
        report.lostUnlessKnown(
                spec,
                "apiVersion",
                "kind",
                "name",
                "namespace",
                "generation",
                "metadata_labels",
                "ambassador_id",
                "service",
                "protocol_version",
                "domain",
                "timeout_ms",
                "failure_mode_deny",
                "tls",
                "grpc",
                "v3GRPC",
                "v2ExplicitTLS",
                "stats_name",
                "v3StatsName");
        SourceNode service = spec.required("service");
        boolean tls = isTls(spec, service);
        report.carried(
                service,
                "Envoy asks Tollgate at " + tollgate + " instead"
                        + (tls ? ", with TLS, so that its gateway needs GRPC_SERVER_USE_TLS" : ""));
        noteTls(spec, tls, report);
        noteVersion(spec, report);
        for (String name : List.of("stats_name", "v3StatsName")) {
            SourceNode stats = spec.find(name);
            if (stats != null) {
                report.different(stats, "Envoy's statistics of the service are named cluster.tollgate");
            }
        }
        SourceNode timeout = spec.find("timeout_ms");
        SourceNode deny = spec.find("failure_mode_deny");
        ServiceSettings settings = new ServiceSettings(
                spec.text("domain", defaultDomain),
                timeout == null ? TIMEOUT_MS : timeout.whole(0, Integer.MAX_VALUE),
                deny != null && deny.bool(),
                resourceExhausted(spec, report),
                tls,
                true);
        report.carried(
                spec,
                "domain '" + settings.domain + "', " + settings.timeoutMillis + " ms, requests are "
                        + (settings.denyOnFailure ? "denied with 500" : "let through")
                        + " where the service does not answer");
        return settings;
    }

    private static boolean isTls(SourceNode spec, SourceNode service) {
        String address = service.text().toLowerCase(Locale.ROOT);
        SourceNode tls = spec.find("tls");
        boolean asked = tls != null
                && !tls.text().equalsIgnoreCase("false")
                && !tls.text().isEmpty();
        return address.startsWith("https://") || asked;
    }

    private static void noteTls(SourceNode spec, boolean tls, Report report) {
        SourceNode context = spec.find("tls");
        if (tls && context != null && !context.text().equalsIgnoreCase("true")) {
            report.lost(
                    context,
                    "the certificates of TLSContext " + context.text()
                            + " are not in these files: Envoy shows none and does not check the gateway's (add them to"
                            + " cluster.yaml)");
        } else if (tls) {
            report.different(
                    context == null ? spec.required("service") : context,
                    "as in Emissary, Envoy does not check the certificate of the service");
        }
    }

    private static void noteVersion(SourceNode spec, Report report) {
        SourceNode version = spec.find("protocol_version");
        String text = version == null ? "v2" : version.text();
        if (!text.equals("v3")) {
            report.different(
                    version == null ? spec : version,
                    "Emissary 2 and later take protocol_version v3 only and ask nothing without it; here Envoy asks, by"
                            + " v3");
        }
    }

    private static boolean resourceExhausted(SourceNode spec, Report report) {
        SourceNode grpc = spec.find("grpc");
        if (grpc == null) {
            grpc = spec.find("v3GRPC");
        }
        if (grpc == null) {
            return false;
        }
        report.lostUnlessKnown(grpc, "use_resource_exhausted_code", "rate_limited_as_resource_exhausted");
        SourceNode documented = grpc.find("use_resource_exhausted_code");
        if (documented != null && documented.bool()) {
            report.different(
                    documented,
                    "Emissary's code reads this by another name, so that it has no effect there; here it has");
            return true;
        }
        return grpc.bool("rate_limited_as_resource_exhausted");
    }

    /** Returns the filter for a domain. */
    RateLimitFilter filter(String askedDomain) {
        return new RateLimitFilter(askedDomain, timeoutMillis, denyOnFailure, null, List.of(), resourceExhausted);
    }
}
