package io.tollgate.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tollgate schema}: what may stand in a limit file or in a document, for editors. */
@Command(
        name = "schema",
        mixinStandardHelpOptions = true,
        versionProvider = Tollgate.Version.class,
        sortOptions = false,
        description = {
            "Prints a JSON schema, by which editors complete and explain fields: of limit files, or of the documents of plans,"
                    + " customers, subscriptions and grants.",
            ""
        })
final class SchemaCommand implements Callable<Integer> {

    private static final Set<String> SCHEMAS = new TreeSet<>(List.of("limits", "resources"));

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "OF",
            defaultValue = "limits",
            description = "limits or resources. Default: ${DEFAULT-VALUE}.")
    private String of = "";

    @Override
    public Integer call() throws IOException {
        CommandLine command = requireNonNull(spec, "spec").commandLine();
        if (!SCHEMAS.contains(of)) {
            throw new ParameterException(command, "OF: '" + of + "' (expected: " + String.join(" or ", SCHEMAS) + ")");
        }
        String file = of + ".schema.json";
        try (InputStream in = requireNonNull(SchemaCommand.class.getResourceAsStream(file), file)) {
            PrintWriter out = command.getOut();
            out.print(new String(in.readAllBytes(), UTF_8));
            out.flush();
        }
        return ExitCode.OK;
    }
}
