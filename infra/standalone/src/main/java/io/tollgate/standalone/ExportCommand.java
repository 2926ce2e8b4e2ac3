package io.tollgate.standalone;

import static java.util.Objects.requireNonNull;

import io.tollgate.plan.ResourceKind;
import io.tollgate.runtime.files.FileProblem;
import io.tollgate.runtime.files.WholeFile;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tollgate export}: everything, as documents. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        versionProvider = Tollgate.Version.class,
        sortOptions = false,
        description = {
            "Prints all plans, customers, subscriptions and grants as documents, in an order in which they can be applied"
                    + " again: each refers only to those before it.",
            ""
        },
        footer = {"", "Example: tollgate export --file everything.yaml"})
final class ExportCommand implements Callable<Integer> {

    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = DocumentFormat.YAML,
            description = "yaml, or json with a document on each line. Default: ${DEFAULT-VALUE}.")
    private String format = DocumentFormat.YAML;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "Appears, or is replaced, when the export is complete. Default: the standard output.")
    private @Nullable Path file;

    @Mixin
    private final ApiOptions apiOptions = new ApiOptions();

    ExportCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Integer call() {
        CommandLine command = requireNonNull(spec, "spec").commandLine();
        DocumentFormat written = DocumentFormat.of(command, format, "yaml or json");
        ResourcePages pages = new ResourcePages(apiOptions.client(command, environment));
        Path target = file;
        if (target == null) {
            StandardOutput.print(command.getOut(), out -> writeAll(pages, written, out));
            return ExitCode.OK;
        }
        try {
            long count = WholeFile.write(target, out -> writeAll(pages, written, out));
            command.getOut().println(count + (count == 1 ? " document" : " documents") + " in " + target);
        } catch (IOException e) {
            throw new CannotStartException("cannot write to " + target + ": " + FileProblem.reason(e), e);
        }
        return ExitCode.OK;
    }

    private static long writeAll(ResourcePages pages, DocumentFormat written, Writer out) throws IOException {
        long count = 0;
        for (ResourceKind kind : ResourceKind.values()) {
            count += pages.forEach(kind, "", page -> {
                page.forEach(document -> document.remove("observed"));
                written.write(page, out);
            });
        }
        return count;
    }
}
