package io.tollgate.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.junit.jupiter.api.Test;

/**
 * Compares the schemas with those of the last release. A release adds a folder next to {@code v1} and never changes an
 * old one: records of that age are still in the topics.
 */
final class SchemaCompatibilityTest {

    private static final Path CURRENT = Path.of("src/main/avro");
    private static final Path RELEASED = Path.of("src/test/resources/schemas/v1");

    /**
     * Only the streams app reads these, and it is upgraded before the gateways; an older one stops at a schema that it does
     * not know, see {@code EventCodec}.
     */
    private static final Set<String> READ_BY_THE_STREAMS_APP_ALONE = Set.of(
            "io.tollgate.event.HitEvent",
            "io.tollgate.event.Hits",
            "io.tollgate.event.WindowHits",
            "io.tollgate.event.WindowUse");

    @Test
    void newReadersReadWhatOldWritersWroteAndOldGatewaysWhatNewWritersWrite() throws IOException {
        Map<String, Schema> current = SchemaFiles.in(CURRENT);

        assertThat(SchemaFiles.in(RELEASED)).isNotEmpty().allSatisfy((name, released) -> {
            assertThat(current).as("types that topics still hold").containsKey(name);
            assertReads(current.get(name), released);
            if (!READ_BY_THE_STREAMS_APP_ALONE.contains(name)) {
                assertReads(released, current.get(name));
            }
        });
    }

    @Test
    void theEncodingOfACounterNeverChangesBecauseItIsTheCountersIdentity() throws IOException {
        String name = "io.tollgate.event.CounterKey";

        assertThat(canonical(CURRENT, name)).isEqualTo(canonical(RELEASED, name));
    }

    private static void assertReads(Schema reader, Schema writer) {
        var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);

        assertThat(result.getType())
                .as(() -> reader.getFullName() + " breaks compatibility: "
                        + result.getResult().getIncompatibilities())
                .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }

    private static String canonical(Path folder, String name) throws IOException {
        Map<String, Schema> types = SchemaFiles.in(folder);
        assertThat(types).containsKey(name);
        return SchemaNormalization.toParsingForm(types.get(name));
    }
}
