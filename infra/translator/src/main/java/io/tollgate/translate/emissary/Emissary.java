package io.tollgate.translate.emissary;

import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.translate.Report;
import io.tollgate.translate.Translation;
import io.tollgate.translate.TranslationOptions;
import io.tollgate.translate.source.Manifest;
import java.util.List;

/**
 * Translates what Emissary-ingress asks a rate limit service: the labels of Mappings and of the Module, and
 * RateLimitService. It has no limits itself; those that there are can be checked against what is asked.
 */
public final class Emissary {

    private Emissary() {}

    /**
     * Translates the resources.
     *
     * @throws io.tollgate.translate.source.SourceException if one of them cannot be read
     */
    public static Translation translate(List<Manifest> manifests, TranslationOptions options) {
        Report report = new Report();
        EnvoySide side = EnvoySide.of(manifests, options, report);
        side.others().forEach(other -> {
            if (other.kind().equals("RateLimit")) {
                report.lost(other.root(), other.title() + " is Edge Stack's ('translate edge-stack' reads it too)");
            } else {
                report.ignored(other.root(), other.title());
            }
        });
        LimitTable limits = options.limits();
        if (limits != null) {
            LimitCheck check = new LimitCheck(limits, report);
            side.asked().forEach(check::look);
        }
        return new Translation(List.of(), side.setup(), report);
    }
}
