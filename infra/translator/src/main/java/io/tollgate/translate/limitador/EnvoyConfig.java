package io.tollgate.translate.limitador;

import io.tollgate.translate.Report;
import io.tollgate.translate.source.SourceNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The Envoy that asks Limitador, as far as its configuration is among the files. Built by one thread. */
final class EnvoyConfig {

    /** What Envoy's filter waits if nothing is said. */
    private static final long DEFAULT_TIMEOUT_MS = 20;

    private @Nullable SourceNode rateLimits;
    private @Nullable SourceNode filter;

    /** Looks through a configuration; the first route with rate limits and the first filter count. */
    void read(SourceNode node, Report report) {
        if (node.isList()) {
            node.items().forEach(item -> read(item, report));
        } else if (node.isMap()) {
            if (node.find("rate_limit_service") != null && filter == null) {
                filter = node;
            }
            node.fields().forEach((name, value) -> {
                if (name.equals("rate_limits") && value.isList()) {
                    take(value, report);
                } else {
                    read(value, report);
                }
            });
        }
    }

    private void take(SourceNode found, Report report) {
        if (rateLimits == null) {
            rateLimits = found;
            report.carried(found, "tells where the entries of descriptors come from");
        } else {
            report.lost(found, "another route with rate limits; those of the first one count here");
        }
    }

    /** Returns whether anything of rate limits was found. */
    boolean isKnown() {
        return rateLimits != null || filter != null;
    }

    Origins origins() {
        if (rateLimits == null) {
            return DescriptorKeys.guessed();
        }
        List<SourceNode> descriptors = rateLimits.items();
        return DescriptorKeys.of(
                descriptors.isEmpty() ? List.of() : descriptors.get(0).items("actions"));
    }

    Scope.Asking asking() {
        if (filter == null) {
            return new Scope.Asking(DEFAULT_TIMEOUT_MS, false);
        }
        SourceNode timeout = filter.find("timeout");
        return new Scope.Asking(
                timeout == null ? DEFAULT_TIMEOUT_MS : Durations.of(timeout).toMillis(),
                filter.bool("failure_mode_deny"));
    }
}
