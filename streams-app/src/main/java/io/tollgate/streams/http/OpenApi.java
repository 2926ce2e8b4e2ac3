package io.tollgate.streams.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.tollgate.runtime.http.HttpAnswer;
import io.tollgate.runtime.http.HttpEndpoint;
import io.tollgate.runtime.http.HttpStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The description of the API by the OpenAPI specification, for people and generators of clients. */
public final class OpenApi {

    /** Where it is served. */
    public static final String PATH = "/v1/openapi.yaml";

    private OpenApi() {}

    /** Returns the endpoint that serves it. */
    public static HttpEndpoint endpoint() {
        HttpAnswer answer = HttpAnswer.of(HttpStatus.OK, "application/yaml", text());
        return HttpEndpoint.of(request -> answer);
    }

    /** Returns it as YAML. */
    static String text() {
        try (InputStream file = requireNonNull(OpenApi.class.getResourceAsStream("openapi.yaml"), "openapi.yaml")) {
            return new String(file.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
