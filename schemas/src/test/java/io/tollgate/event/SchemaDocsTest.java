package io.tollgate.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

final class SchemaDocsTest {

    private static final Path SCHEMAS = Path.of("src/main/avro");

    @Test
    void everyNamedTypeAndEveryFieldSaysWhatItMeans() throws IOException {
        Map<String, Schema> types = SchemaFiles.in(SCHEMAS);

        assertThat(types)
                .containsKeys(
                        "io.tollgate.event.HitEvent",
                        "io.tollgate.event.UsageEvent",
                        "io.tollgate.event.CounterKey",
                        "io.tollgate.event.WindowUse");
        assertThat(types.values())
                .flatMap(SchemaDocsTest::undocumented)
                .as("types and fields without doc")
                .isEmpty();
    }

    private static List<String> undocumented(Schema type) {
        List<String> missing = new ArrayList<>();
        if (isBlank(type.getDoc())) {
            missing.add(type.getFullName());
        }
        if (type.getType() == Schema.Type.RECORD) {
            type.getFields().stream()
                    .filter(field -> isBlank(field.doc()))
                    .forEach(field -> missing.add(type.getFullName() + "." + field.name()));
        }
        return missing;
    }

    private static boolean isBlank(String doc) {
        return doc == null || doc.isBlank();
    }
}
