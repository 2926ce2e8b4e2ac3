package io.tollgate.gateway.rls;

import io.tollgate.envoy.config.core.v3.HeaderValue;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse;
import io.tollgate.gateway.decision.Decision;
import io.tollgate.gateway.decision.Decision.DescriptorDecision;
import io.tollgate.model.Limit;
import org.jspecify.annotations.Nullable;

/** The headers that tell a client of the limit closest to being used up. */
final class ResponseHeaders {

    private ResponseHeaders() {}

    /** Adds the three headers, or none where no limit was applied. Their numbers are exact, whatever their size. */
    static void add(RateLimitResponse.Builder response, ResponseOptions.HeaderNames names, Decision answer) {
        DescriptorDecision told = told(answer);
        Limit limit = told == null ? null : told.limit();
        if (told != null && limit != null) {
            add(response, names.limit(), Long.toString(limit.requestsPerUnit()));
            add(response, names.remaining(), Long.toString(told.remaining()));
            add(response, names.reset(), Long.toString(told.resetSeconds()));
        }
    }

    /** The last that denies by itself; else the first that has least left. */
    private static @Nullable DescriptorDecision told(Decision answer) {
        DescriptorDecision rejecting = null;
        DescriptorDecision least = null;
        for (DescriptorDecision descriptor : answer.descriptors()) {
            if (descriptor.limit() == null) {
                continue;
            }
            if (descriptor.overLimit() && !descriptor.quotaMode()) {
                rejecting = descriptor;
            }
            if (least == null || descriptor.remaining() < least.remaining()) {
                least = descriptor;
            }
        }
        return rejecting == null ? least : rejecting;
    }

    /** Adds a header. */
    static void add(RateLimitResponse.Builder response, String name, String value) {
        response.addResponseHeadersToAdd(HeaderValue.newBuilder().setKey(name).setValue(value));
    }
}
