package io.tollgate.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tollgate schema}: what may stand in a limit file, for editors. */
@Command(
        name = "schema",
        mixinStandardHelpOptions = true,
        versionProvider = Tollgate.Version.class,
        sortOptions = false,
        description = {"Prints the JSON schema of limit files, by which editors complete and explain their fields.", ""
        })
final class SchemaCommand implements Callable<Integer> {

    private static final String SCHEMA = "limits.schema.json";

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        try (InputStream in = requireNonNull(SchemaCommand.class.getResourceAsStream(SCHEMA), SCHEMA)) {
            PrintWriter out = requireNonNull(spec, "spec").commandLine().getOut();
            out.print(new String(in.readAllBytes(), UTF_8));
            out.flush();
        }
        return ExitCode.OK;
    }
}
