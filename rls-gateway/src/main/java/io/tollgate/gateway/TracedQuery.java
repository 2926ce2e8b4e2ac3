package io.tollgate.gateway;

import io.grpc.Status;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse;
import io.tollgate.gateway.http.RateLimitJson;
import io.tollgate.gateway.tracing.RequestSpan;
import io.tollgate.gateway.tracing.Tracing;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The span of a query over {@code /json}. */
record TracedQuery(RequestSpan span) implements RateLimitJson.Observer {

    /** Returns what gives each query its span; none where nothing is traced. */
    static Function<Function<String, @Nullable String>, RateLimitJson.Observer> observers(@Nullable Tracing tracing) {
        return tracing == null
                ? headers -> RateLimitJson.Observer.NONE
                : headers -> new TracedQuery(tracing.start(headers));
    }

    @Override
    public void asked(RateLimitRequest request) {
        span.asked(request);
    }

    @Override
    public void answered(RateLimitResponse response) {
        span.answered(response);
        span.end();
    }

    @Override
    public void failed(Status status) {
        span.fail(status.getCode().name());
    }
}
