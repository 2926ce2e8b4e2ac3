package io.tollgate.translate.envoy;

import java.util.List;

/**
 * What the rate limit service is asked about a request.
 *
 * @param filter how it is asked
 * @param descriptors the actions that make each descriptor
 */
public record Question(RateLimitFilter filter, List<List<RateLimitAction>> descriptors) {

    public Question {
        descriptors = descriptors.stream().map(List::copyOf).toList();
    }
}
