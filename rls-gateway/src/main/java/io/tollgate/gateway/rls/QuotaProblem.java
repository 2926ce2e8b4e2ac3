package io.tollgate.gateway.rls;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The body of a denial: the problem type {@code quota-exceeded} in the form of RFC 9457. It has no status, because Envoy
 * may be told to deny with another one than 429.
 */
final class QuotaProblem {

    private static final String TYPE = "https://iana.org/assignments/http-problem-types#quota-exceeded";
    private static final String TITLE = "Request cannot be satisfied as assigned quota has been exceeded";

    private static final JsonFactory JSON = new JsonFactory();

    private QuotaProblem() {}

    /** Adds the body and the headers that go with it. */
    static void add(RateLimitResponse.Builder response, List<Policy> policies, long resetSeconds) {
        response.setRawBody(body(policies, resetSeconds));
        ResponseHeaders.add(response, "Content-Type", "application/problem+json");
        ResponseHeaders.add(response, "Cache-Control", "no-store");
    }

    private static ByteString body(List<Policy> policies, long resetSeconds) {
        ByteString.Output body = ByteString.newOutput();
        try (JsonGenerator json = JSON.createGenerator(body)) {
            json.writeStartObject();
            json.writeStringField("type", TYPE);
            json.writeStringField("title", TITLE);
            json.writeArrayFieldStart("violated-policies");
            for (Policy policy : policies) {
                if (policy.isOver()) {
                    json.writeString(policy.name());
                }
            }
            json.writeEndArray();
            json.writeNumberField("reset", resetSeconds);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes every byte", e);
        }
        return body.toByteString();
    }
}
