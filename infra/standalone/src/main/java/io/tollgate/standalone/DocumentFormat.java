package io.tollgate.standalone;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.standalone.document.DocumentYaml;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Writes documents so that they can be applied again. Used by one thread. */
interface DocumentFormat {

    String YAML = "yaml";
    String JSON = "json";

    /** Writes some documents behind those before. */
    void write(List<ObjectNode> documents, Writer out) throws IOException;

    /** Returns documents of YAML, a line of dashes between them. */
    static DocumentFormat yaml() {
        return new DocumentFormat() {
            private boolean begun;

            @Override
            public void write(List<ObjectNode> documents, Writer out) throws IOException {
                for (ObjectNode document : documents) {
                    out.write(begun ? "---\n" : "");
                    out.write(DocumentYaml.text(document));
                    begun = true;
                }
            }
        };
    }

    /** Returns a line of JSON for each. */
    static DocumentFormat json() {
        return (documents, out) -> {
            for (ObjectNode document : documents) {
                out.write(document.toString());
                out.write('\n');
            }
        };
    }

    /** Returns the format of a name. */
    static DocumentFormat of(CommandLine command, String name, String expected) {
        return switch (name) {
            case YAML -> yaml();
            case JSON -> json();
            default -> throw new ParameterException(command, "--output: '" + name + "' (expected: " + expected + ")");
        };
    }
}
