package io.tollgate.translate.envoy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A route of a virtual host.
 *
 * @param match Envoy's {@code RouteMatch}
 * @param action fields of Envoy's {@code RouteAction} beside the cluster and the rate limits
 * @param descriptors what the rate limit service is asked, a list of actions each; empty if it is not asked
 * @param filter how it is asked; null if it is not
 */
public record Route(
        Map<String, Object> match,
        Upstream upstream,
        Map<String, Object> action,
        List<List<RateLimitAction>> descriptors,
        @Nullable RateLimitFilter filter,
        @Nullable LocalRateLimit local) {

    public Route {
        match = new LinkedHashMap<>(match); // in its order, so that a file is the same each time
        action = new LinkedHashMap<>(action);
        descriptors = descriptors.stream().map(List::copyOf).toList();
    }
}
