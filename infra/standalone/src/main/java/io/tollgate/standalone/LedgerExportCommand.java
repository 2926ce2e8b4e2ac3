package io.tollgate.standalone;

import static java.util.Objects.requireNonNull;

import io.tollgate.runtime.files.FileProblem;
import io.tollgate.runtime.files.WholeFile;
import io.tollgate.streams.ledger.export.ExportNote;
import io.tollgate.streams.ledger.export.ExportRequest;
import io.tollgate.streams.ledger.export.ExportRequestException;
import io.tollgate.streams.ledger.export.LedgerExport;
import io.tollgate.streams.reading.TopicSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tollgate ledger export}: rows of the ledger as text. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        versionProvider = Tollgate.Version.class,
        sortOptions = false,
        description = {
            "Writes the rows of the windows that lie between two times, all their revisions, straight from Kafka.",
            "A row never changes: a later export of the same times has the same rows again, and those added since.",
            ""
        },
        footer = {
            "",
            "Example: tollgate ledger export --from 2026-03-01 --to 2026-04-01 --output march.csv",
            "docs/guide/ledger.md says what the columns are."
        })
final class LedgerExportCommand implements Callable<Integer> {

    private static final String STANDARD_OUTPUT = "-";

    private final Map<String, String> environment;
    private final InstantSource clock = InstantSource.system();

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final LedgerOptions ledger = new LedgerOptions();

    @Option(names = "--format", paramLabel = "FORMAT", description = "csv or jsonl. Default: csv.")
    private @Nullable String format;

    @Option(
            names = "--after",
            paramLabel = "POSITION",
            description = "Go on behind this row, the last that an export of the same times gave before it broke off:"
                    + " its column position. Writes no line of column names.")
    private @Nullable String after;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            defaultValue = STANDARD_OUTPUT,
            description = "Appears, or is replaced, when the export is complete. Default: -, the standard output.")
    private String output = STANDARD_OUTPUT;

    LedgerExportCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Integer call() {
        CommandLine command = requireNonNull(spec, "spec").commandLine();
        ExportRequest request = request(command);
        Path file = output.equals(STANDARD_OUTPUT) ? null : file(command, request);
        TopicSource source = ledger.source(TopicSource::ledger, command, environment);
        try (LedgerExport export = LedgerExport.open(source, request)) {
            if (file == null) {
                StandardOutput.write(command.getOut(), export::writeTo);
            } else {
                long rows = WholeFile.write(file, export::writeTo);
                command.getOut().println(rows + (rows == 1 ? " row" : " rows") + " in " + file);
            }
            ExportNote.of(request, export.lastClosed(), clock.instant(), LedgerOptions.PREFIX)
                    .ifPresent(note -> command.getErr().println("note: " + note));
        } catch (ExportRequestException e) {
            throw new ParameterException(command, LedgerOptions.PREFIX + e.getMessage(), e);
        } catch (IOException e) {
            throw new CannotStartException(
                    "cannot write to " + (file == null ? "the standard output" : file) + ": " + FileProblem.reason(e)
                            + "; nothing of the ledger is lost, export it again",
                    e);
        }
        return ExitCode.OK;
    }

    private ExportRequest request(CommandLine command) {
        Map<String, String> parameters = new HashMap<>(ledger.times());
        if (format != null) {
            parameters.put(ExportRequest.FORMAT, format);
        }
        if (after != null) {
            parameters.put(ExportRequest.AFTER, after);
        }
        try {
            return ExportRequest.parse(parameters, LedgerOptions.PREFIX);
        } catch (ExportRequestException e) {
            throw new ParameterException(command, e.getMessage(), e);
        }
    }

    private Path file(CommandLine command, ExportRequest request) {
        Path file = Path.of(output);
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw rejected(command, file + " is no file (expected: a file, or - for the standard output)");
        }
        if (Files.exists(file) && request.after() != null) {
            throw rejected(
                    command,
                    file + " is there already and would be replaced by the rows behind " + request.after()
                            + " (expected: a new file, or - and >> to append)");
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw rejected(command, "there is no folder for " + file);
        }
        return file;
    }

    private static ParameterException rejected(CommandLine command, String why) {
        return new ParameterException(command, "--output: " + why);
    }
}
