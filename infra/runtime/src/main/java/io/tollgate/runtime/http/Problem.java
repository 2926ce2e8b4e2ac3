package io.tollgate.runtime.http;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong, as RFC 9457 has it.
 *
 * @param type a URI of the kind of problem; about:blank where the status says it all
 * @param title the kind of problem in words
 * @param status the HTTP status
 * @param detail what is wrong with this request, and what is expected
 * @param invalidParameters each part of the request that is wrong; none where the detail says it all
 */
public record Problem(
        String type,
        String title,
        int status,
        String detail,

        @JsonProperty("invalid_parameters") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<InvalidParameter> invalidParameters) {

    /** The type of a problem as a body. */
    public static final String CONTENT_TYPE = "application/problem+json";

    public Problem {
        requireNonNull(type, "type");
        requireNonNull(title, "title");
        requireNonNull(detail, "detail");
        invalidParameters = List.copyOf(invalidParameters);
    }

    /**
     * One part of a request that is wrong.
     *
     * @param document its index among the documents of the request; null where there is one only
     * @param path where it is in it; empty for the whole of it
     * @param reason what is wrong, and what is expected
     */
    public record InvalidParameter(
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer document,

            String path,
            String reason) {

        public InvalidParameter {
            requireNonNull(path, "path");
            requireNonNull(reason, "reason");
        }
    }

    /** Made when a first problem is told: a gateway has none. */
    private static final class Json {
        static final JsonMapper MAPPER = new JsonMapper();
    }

    /** Returns the answer that says what is wrong. */
    public static HttpAnswer of(int status, String detail) {
        return of(status, detail, List.of());
    }

    /** Returns the answer that says what is wrong, part by part. */
    public static HttpAnswer of(int status, String detail, List<InvalidParameter> invalidParameters) {
        return new Problem("about:blank", HttpStatus.getMessage(status), status, detail, invalidParameters).answer();
    }

    /** Returns the answer that says what is wrong, and when to try again. */
    public static HttpAnswer unavailable(String why, int retryAfterSeconds) {
        return of(HttpStatus.SERVICE_UNAVAILABLE_503, why + "; try again in " + retryAfterSeconds + " s")
                .with("Retry-After", Integer.toString(retryAfterSeconds));
    }

    /** Returns the detail that a body says, or the body as it is where it is no problem. */
    public static String detail(String body) {
        try {
            JsonNode detail = Json.MAPPER.readTree(body).path("detail");
            return detail.isTextual() ? detail.textValue() : body;
        } catch (JsonProcessingException e) {
            return body;
        }
    }

    private HttpAnswer answer() {
        try {
            return HttpAnswer.of(status, CONTENT_TYPE, Json.MAPPER.writeValueAsString(this) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of text cannot be written as JSON", e);
        }
    }
}
