package io.tollgate.event;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParser;

/** Reads the Avro schemas of a folder; files may refer to each other's types. */
final class SchemaFiles {

    private SchemaFiles() {}

    /** Returns the named types of all {@code .avsc} files in the folder, by full name. */
    static Map<String, Schema> in(Path folder) throws IOException {
        SchemaParser parser = new SchemaParser();
        for (Path file : filesIn(folder)) {
            parser.parse(file);
        }
        return parser.getParsedNamedSchemas().stream()
                .collect(toMap(Schema::getFullName, identity(), (first, second) -> first, TreeMap::new));
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".avsc"))
                    .sorted()
                    .toList();
        }
    }
}
