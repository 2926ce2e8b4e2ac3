package io.tollgate.gateway.rls;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse;
import io.tollgate.gateway.decision.Decision;
import io.tollgate.gateway.decision.Decision.DescriptorDecision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of a denial: the problem type {@code quota-exceeded} in the form of RFC 9457, or that there is no subscription.
 * It has no status, because Envoy may be told to deny with another one than 429.
 */
final class QuotaProblem {

    private static final String TYPE = "https://iana.org/assignments/http-problem-types#quota-exceeded";
    private static final String TITLE = "Request cannot be satisfied as assigned quota has been exceeded";

    private static final String NO_TYPE = "about:blank";
    private static final String NO_SUBSCRIPTION = "There is no subscription that holds";

    /** What clients are told of their subscription: who they are they know. */
    private static final List<String> TOLD = List.of("plan", "feature", "reason", "upgrade_url");

    private static final JsonFactory JSON = new JsonFactory();

    private QuotaProblem() {}

    /** Adds the body and the headers that go with it. */
    static void add(RateLimitResponse.Builder response, Decision answer, List<Policy> policies, long resetSeconds) {
        response.setRawBody(body(told(answer), policies, resetSeconds));
        ResponseHeaders.add(response, "Content-Type", "application/problem+json");
        ResponseHeaders.add(response, "Cache-Control", "no-store");
    }

    /** Of the first descriptor that denies. */
    private static Map<String, @Nullable Object> told(Decision answer) {
        for (DescriptorDecision descriptor : answer.descriptors()) {
            if (descriptor.overLimit()) {
                return descriptor.told();
            }
        }
        return Map.of();
    }

    private static ByteString body(Map<String, @Nullable Object> told, List<Policy> policies, long resetSeconds) {
        boolean exceeded = policies.stream().anyMatch(Policy::isOver);
        ByteString.Output body = ByteString.newOutput();
        try (JsonGenerator json = JSON.createGenerator(body)) {
            json.writeStartObject();
            if (exceeded || told.isEmpty()) {
                json.writeStringField("type", TYPE);
                json.writeStringField("title", TITLE);
                writeViolated(json, policies);
                json.writeNumberField("reset", resetSeconds);
            } else {
                json.writeStringField("type", NO_TYPE);
                json.writeStringField("title", NO_SUBSCRIPTION);
            }
            for (String name : TOLD) {
                if (told.get(name) instanceof String text) {
                    json.writeStringField(name, text);
                }
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes every byte", e);
        }
        return body.toByteString();
    }

    private static void writeViolated(JsonGenerator json, List<Policy> policies) throws IOException {
        json.writeArrayFieldStart("violated-policies");
        for (Policy policy : policies) {
            if (policy.isOver()) {
                json.writeString(policy.name());
            }
        }
        json.writeEndArray();
    }
}
