package io.tollgate.translate.envoy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How Envoy asks the rate limit service, and answers what is over limit.
 *
 * @param timeoutMillis 0 for none
 * @param denyOnFailure whether requests are denied if the service does not answer
 * @param status of the answer to what is over limit; null for 429
 */
public record RateLimitFilter(
        String domain,
        long timeoutMillis,
        boolean denyOnFailure,
        @Nullable Integer status,
        List<ResponseHeader> headers) {

    public RateLimitFilter {
        headers = List.copyOf(headers);
    }
}
