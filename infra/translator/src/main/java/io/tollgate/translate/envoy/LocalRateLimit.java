package io.tollgate.translate.envoy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A token bucket within Envoy, which is asked before the rate limit service.
 *
 * @param tokens that the bucket holds and that fill it up each interval
 * @param status of the answer to what is over limit; null for 429
 */
public record LocalRateLimit(
        int tokens, long intervalMillis, @Nullable Integer status, List<ResponseHeader> headers) {

    public LocalRateLimit {
        headers = List.copyOf(headers);
    }
}
