package io.tollgate.streams;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The description of the API by itself: what OpenAPI 3.1 demands, and what generators of clients need. */
final class OpenApiTest {

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete");

    private final ApiDescription description = ApiDescription.read();
    private final JsonNode root = description.root();

    private List<JsonNode> operations() {
        List<JsonNode> operations = new ArrayList<>();
        root.get("paths")
                .forEach(path -> path.forEachEntry((method, operation) -> {
                    if (METHODS.contains(method)) {
                        operations.add(operation);
                    } else {
                        assertThat(method).isEqualTo("parameters");
                    }
                }));
        return operations;
    }

    @Test
    void isOpenApi31() {
        assertThat(root.get("openapi").textValue()).startsWith("3.1.");
        assertThat(root.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("openapi", "info", "servers", "security", "tags", "paths", "components");
        assertThat(root.at("/info/title").textValue()).isNotEmpty();
        assertThat(root.at("/info/version").textValue()).isNotEmpty();
    }

    @Test
    void refersOnlyToWhatIsThereAndUsesAllOfIt() {
        Set<String> used = new HashSet<>();
        references(root, used);

        assertThat(used).allSatisfy(reference -> {
            assertThat(reference).startsWith("#/components/");
            assertThat(root.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse();
        });
        for (String section : List.of("schemas", "parameters", "headers", "responses")) {
            root.at("/components/" + section)
                    .fieldNames()
                    .forEachRemaining(name -> assertThat(used).contains("#/components/" + section + "/" + name));
        }
    }

    private static void references(JsonNode node, Set<String> used) {
        if (node.path("$ref").isTextual()) {
            used.add(node.get("$ref").textValue());
        }
        node.forEach(child -> references(child, used));
    }

    @Test
    void hasSchemasOfJsonSchema202012() {
        root.at("/components/schemas")
                .forEachEntry((name, schema) -> assertThat(SchemaRegistry.withDialect(Dialects.getDraft202012())
                                .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"))
                                .validate(schema.toString(), InputFormat.JSON))
                        .as(name)
                        .isEmpty());
    }

    @Test
    void describesEachOperationWithItsErrors() {
        List<JsonNode> operations = operations();

        assertThat(operations)
                .extracting(operation -> operation.path("operationId").textValue())
                .doesNotHaveDuplicates()
                .doesNotContainNull();
        assertThat(operations).allSatisfy(operation -> {
            assertThat(operation.path("summary").textValue()).isNotEmpty();
            assertThat(operation.path("tags")).hasSize(1);
            operation.get("responses").forEachEntry((status, response) -> {
                assertThat(status).matches("[2-5][0-9][0-9]");
                assertThat(description.resolved(response).path("description").textValue())
                        .isNotEmpty();
            });
        });
        assertThat(operations)
                .filteredOn(operation -> !operation.has("security"))
                .allSatisfy(operation -> assertThat(operation.get("responses").fieldNames())
                        .toIterable()
                        .contains("400", "401", "403", "503"));
    }

    @Test
    void declaresTheParametersOfEachPath() {
        root.get("paths").forEachEntry((path, item) -> {
            List<String> declared = new ArrayList<>();
            item.path("parameters")
                    .forEach(parameter -> declared.add(
                            description.resolved(parameter).get("name").textValue()));
            assertThat(declared).isEqualTo(path.contains("{id}") ? List.of("id") : List.of());
        });
    }
}
