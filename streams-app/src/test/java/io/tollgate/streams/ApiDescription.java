package io.tollgate.streams;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import io.tollgate.streams.http.OpenApi;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/** The description of the API, and what it says of an answer. */
final class ApiDescription {

    private static final JsonMapper MAPPER = new JsonMapper();

    private final ObjectNode root;

    private ApiDescription(ObjectNode root) {
        this.root = root;
    }

    static ApiDescription read() {
        try (InputStream file = requireNonNull(OpenApi.class.getResourceAsStream("openapi.yaml"), "openapi.yaml")) {
            return new ApiDescription(MAPPER.valueToTree(new Yaml().<Object>load(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ObjectNode root() {
        return root;
    }

    /** Returns a node with the reference that it is, if it is one, followed. */
    JsonNode resolved(JsonNode node) {
        JsonNode reference = node.get("$ref");
        return reference == null ? node : root.at(reference.textValue().substring(1));
    }

    /** Checks that an answer is one that the description has for the request. */
    void check(String method, HttpResponse<String> response) {
        String path = response.uri().getPath();
        JsonNode operation = operation(method, path);
        assertThat(operation).as("%s %s is described", method, path).isNotNull();
        JsonNode described = requireNonNull(operation).path("responses").path(Integer.toString(response.statusCode()));
        assertThat(described.isMissingNode())
                .as("%s %s: status %s is described: %s", method, path, response.statusCode(), response.body())
                .isFalse();
        JsonNode answer = resolved(described);
        answer.path("headers").forEachEntry((name, header) -> {
            assertThat(response.headers().firstValue(name)).as(name).isPresent();
            JsonNode schema = resolved(header).get("schema");
            String value = response.headers().firstValue(name).orElseThrow();
            boolean number = "integer".equals(schema.path("type").textValue());
            assertThat(problems(
                            schema,
                            number
                                    ? value
                                    : MAPPER.getNodeFactory().textNode(value).toString()))
                    .as(name)
                    .isEmpty();
        });
        JsonNode content = answer.get("content");
        if (content == null) {
            assertThat(response.body()).isEmpty();
            return;
        }
        String type = response.headers().firstValue("Content-Type").orElseThrow();
        JsonNode schema = content.path(type).path("schema");
        assertThat(schema.isMissingNode())
                .as("%s of %s %s is described", type, method, path)
                .isFalse();
        if (type.endsWith("json")) {
            assertThat(problems(schema, response.body()))
                    .as("%s %s: %s", method, path, response.body())
                    .isEmpty();
        }
    }

    private @Nullable JsonNode operation(String method, String path) {
        return root.get("paths").properties().stream()
                .filter(entry -> path.matches(entry.getKey().replaceAll("\\{[a-z]+}", "[^/]+")))
                .map(entry -> entry.getValue().get(method.toLowerCase(Locale.ROOT)))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Returns why a text is not what a schema of the description says. */
    List<String> problems(JsonNode schema, String text) {
        ObjectNode whole = schema.deepCopy();
        whole.set("components", root.get("components"));
        try {
            return SchemaRegistry.withDialect(Dialects.getDraft202012())
                    .getSchema(MAPPER.writeValueAsString(whole), InputFormat.JSON)
                    .validate(text, InputFormat.JSON)
                    .stream()
                    .map(String::valueOf)
                    .toList();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
