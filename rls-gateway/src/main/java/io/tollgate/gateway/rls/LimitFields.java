package io.tollgate.gateway.rls;

import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse;
import io.tollgate.gateway.decision.Decision;
import io.tollgate.gateway.decision.Decision.LimitDecision;
import java.util.List;

/**
 * What draft-ietf-httpapi-ratelimit-headers-11 lets a client know: the fields {@code RateLimit-Policy} and {@code
 * RateLimit}, and on denial {@code Retry-After} and a problem. The fields are lists of RFC 9651.
 */
final class LimitFields {

    /** The largest integer that such a field can have. */
    private static final long MOST = 999_999_999_999_999L;

    private LimitFields() {}

    /** Adds what the options ask for; nothing where no limit holds. */
    static void add(RateLimitResponse.Builder response, ResponseOptions options, Decision answer) {
        if (options.rateLimitFields() || answer.overLimit()) {
            add(response, options, answer, Policy.of(answer));
        }
    }

    private static void add(
            RateLimitResponse.Builder response, ResponseOptions options, Decision answer, List<Policy> policies) {
        if (options.rateLimitFields() && !policies.isEmpty()) {
            ResponseHeaders.add(response, "RateLimit-Policy", policyField(policies));
            ResponseHeaders.add(response, "RateLimit", limitField(policies));
        }
        if (answer.overLimit()) {
            deny(response, options, answer, policies);
        }
    }

    private static void deny(
            RateLimitResponse.Builder response, ResponseOptions options, Decision answer, List<Policy> policies) {
        long seconds = RetryAfter.seconds(answer);
        if (options.rateLimitFields() && seconds > 0) {
            ResponseHeaders.add(response, "Retry-After", Long.toString(seconds));
        }
        if (options.problem()) {
            QuotaProblem.add(response, answer, policies, seconds);
        }
    }

    private static String policyField(List<Policy> policies) {
        StringBuilder field = new StringBuilder();
        for (Policy policy : policies) {
            LimitDecision limit = policy.limit();
            item(field, policy);
            parameter(field, 'q', limit.limit().requestsPerUnit());
            parameter(field, 'w', limit.windowSeconds());
        }
        return field.toString();
    }

    private static String limitField(List<Policy> policies) {
        StringBuilder field = new StringBuilder();
        for (Policy policy : policies) {
            item(field, policy);
            parameter(field, 'r', policy.limit().remaining());
            parameter(field, 't', policy.limit().resetSeconds());
        }
        return field.toString();
    }

    private static void item(StringBuilder field, Policy policy) {
        field.append(field.isEmpty() ? "\"" : ", \"");
        for (char each : policy.name().toCharArray()) {
            if (each == '"' || each == '\\') {
                field.append('\\');
            }
            field.append(each);
        }
        field.append('"');
    }

    private static void parameter(StringBuilder field, char name, long value) {
        field.append(';').append(name).append('=').append(Math.min(MOST, value));
    }
}
