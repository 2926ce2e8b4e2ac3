package io.tollgate.gateway.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse;

/**
 * The span of one query, from its arrival to its answer. It shows the domain, cut to a length, and the overall code,
 * but no descriptor. Thread-safe; ends once.
 */
public final class RequestSpan {

    private static final AttributeKey<String> DOMAIN = AttributeKey.stringKey("domain");
    private static final AttributeKey<String> OVERALL_CODE = AttributeKey.stringKey("overall_code");

    private final Span span;

    RequestSpan(Span span) {
        this.span = span;
    }

    /** Returns whether the span is sampled, so that what happens to it matters. */
    public boolean isRecording() {
        return span.isRecording();
    }

    /** Notes the query. */
    public void asked(RateLimitRequest request) {
        span.setAttribute(DOMAIN, request.getDomain());
    }

    /** Notes the answer. */
    public void answered(RateLimitResponse response) {
        span.setAttribute(OVERALL_CODE, response.getOverallCode().name());
    }

    /**
     * Marks the span as failed and ends it.
     *
     * @param reason one of a few, such as the name of a status
     */
    public void fail(String reason) {
        span.setStatus(StatusCode.ERROR, reason);
        span.end();
    }

    /** Ends the span. */
    public void end() {
        span.end();
    }
}
