package io.tollgate.translate;

import io.tollgate.translate.envoy.EnvoySetup;
import io.tollgate.translate.limits.DomainLimits;
import java.util.List;

/**
 * What the sources became.
 *
 * @param limits of each domain
 * @param envoy what Envoy asks and does
 * @param report what became of each part of the sources
 */
public record Translation(List<DomainLimits> limits, EnvoySetup envoy, Report report) {

    /** Copies the limits. */
    public Translation {
        limits = List.copyOf(limits);
    }
}
