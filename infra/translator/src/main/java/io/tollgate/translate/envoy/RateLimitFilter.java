package io.tollgate.translate.envoy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How Envoy asks the rate limit service, and answers what is over limit.
 *
 * @param timeoutMillis 0 for none
 * @param denyOnFailure whether requests are denied if the service does not answer
 * @param status of the answer to what is over limit; null for 429
 * @param resourceExhausted whether gRPC clients are told RESOURCE_EXHAUSTED instead of UNAVAILABLE
 */
public record RateLimitFilter(
        String domain,
        long timeoutMillis,
        boolean denyOnFailure,
        @Nullable Integer status,
        List<ResponseHeader> headers,
        boolean resourceExhausted) {

    public RateLimitFilter {
        headers = List.copyOf(headers);
    }

    /** Returns it with other headers of the answer to what is over limit. */
    public RateLimitFilter withHeaders(List<ResponseHeader> newHeaders) {
        return new RateLimitFilter(domain, timeoutMillis, denyOnFailure, status, newHeaders, resourceExhausted);
    }

    /** Makes one that answers gRPC clients as Envoy does if nothing is said. */
    public RateLimitFilter(
            String domain,
            long timeoutMillis,
            boolean denyOnFailure,
            @Nullable Integer status,
            List<ResponseHeader> headers) {
        this(domain, timeoutMillis, denyOnFailure, status, headers, false);
    }
}
