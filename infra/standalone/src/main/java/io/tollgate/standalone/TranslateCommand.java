package io.tollgate.standalone;

import static java.util.Objects.requireNonNull;

import io.tollgate.gateway.limits.CheckedLimits;
import io.tollgate.gateway.limits.LimitFiles;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.runtime.files.FileProblem;
import io.tollgate.translate.Report;
import io.tollgate.translate.Source;
import io.tollgate.translate.Translation;
import io.tollgate.translate.TranslationFolder;
import io.tollgate.translate.TranslationOptions;
import io.tollgate.translate.envoy.Address;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tollgate translate}: the limits of another system as limit files and a configuration of Envoy. */
@Command(
        name = "translate",
        mixinStandardHelpOptions = true,
        versionProvider = Tollgate.Version.class,
        sortOptions = false,
        description = {
            "Translates the rate limits of another system: writes limit files to DIR/limits, and to DIR/envoy a"
                    + " configuration with which Envoy runs as it is. Prints what became of each part.",
            ""
        },
        footer = {
            "",
            "Example: kubectl get meshglobalratelimits -A -o yaml > policies.yaml",
            "         tollgate translate kong-mesh policies.yaml --out moved",
            "Ends with 0 where all is carried over, with 4 where something is lost, with 1 where a file is wrong."
        })
final class TranslateCommand implements Callable<Integer> {

    private static final int LARGEST_PORT = 65_535;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FROM", description = "The other system: kong-mesh, emissary or edge-stack.")
    private String from = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "FILE",
            description = "Its resources, as 'kubectl get -o yaml' or 'kumactl get -o yaml' prints them.")
    private List<Path> files = List.of();

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder that is written to.")
    private @Nullable Path out;

    @Option(
            names = "--listener-port",
            paramLabel = "PORT",
            defaultValue = "10000",
            description = "Where Envoy listens; its second listener at the next port, and so on. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int listenerPort;

    @Option(
            names = "--rate-limit-service",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:8081",
            description = "Where Envoy asks Tollgate. Default: ${DEFAULT-VALUE}.")
    private String rateLimitService = "";

    @Option(
            names = "--upstream",
            paramLabel = "HOST:PORT",
            description = "Where Envoy sends all requests. Default: each service has its own address.")
    private @Nullable String upstream;

    @Option(
            names = "--limits",
            paramLabel = "DIR",
            description = "For emissary, which has no limits itself: limit files that each descriptor must be able to"
                    + " match.")
    private @Nullable Path limits;

    @Option(names = "--report", paramLabel = "FILE", description = "Writes the report there as JSON, too.")
    private @Nullable Path reportFile;

    @Override
    public Integer call() {
        Source source = source();
        TranslationOptions options = options().checkedAgainst(limits(source));
        Translation translation = source.translate(files, options);
        TranslationFolder folder = new TranslationFolder(requireNonNull(out, "out"));
        write(translation, folder, options);
        CheckedLimits checked = LimitFiles.check(folder.limits(), LimitFileOptions.defaults());
        PrintWriter terminal = spec().commandLine().getOut();
        translation.report().lines().forEach(terminal::println);
        checked.warnings().forEach(warning -> terminal.println("warning: " + warning));
        terminal.println(summary(translation, checked.table().rules().size(), folder));
        return translation.report().lost().isEmpty() ? ExitCode.OK : ExitCode.LOSSES;
    }

    private static String summary(Translation translation, int limits, TranslationFolder folder) {
        Report report = translation.report();
        return "Written: " + folder.limits() + " (limits: " + limits + ") and " + folder.envoy() + ". Carried over: "
                + report.carried().size() + ", differs: " + report.different().size() + ", lost: "
                + report.lost().size() + ".";
    }

    private void write(Translation translation, TranslationFolder folder, TranslationOptions options) {
        try {
            folder.write(translation, options);
            Path json = reportFile;
            if (json != null) {
                ExportFile.write(json, writer -> {
                    writer.write(translation.report().json());
                    return 1;
                });
            }
        } catch (IOException e) {
            throw new CannotStartException("the translation cannot be written: " + FileProblem.reason(e), e);
        }
    }

    private CommandSpec spec() {
        return requireNonNull(spec, "spec");
    }

    private Source source() {
        for (Source source : Source.values()) {
            if (source.title().equals(from)) {
                return source;
            }
        }
        throw wrong("unknown FROM '" + from + "' (expected: " + Source.titles() + ")");
    }

    private @Nullable LimitTable limits(Source source) {
        Path checked = limits;
        if (checked != null && source != Source.EMISSARY) {
            throw wrong("--limits goes with emissary only: " + source.title() + " has limits itself");
        }
        return checked == null ? null : LimitFiles.load(checked, LimitFileOptions.defaults());
    }

    private TranslationOptions options() {
        if (listenerPort < 1 || listenerPort > LARGEST_PORT) {
            throw wrong("--listener-port: expected a port from 1 to " + LARGEST_PORT + ", found " + listenerPort);
        }
        String all = upstream;
        return new TranslationOptions(
                listenerPort,
                address("--rate-limit-service", rateLimitService),
                all == null ? null : address("--upstream", all));
    }

    private Address address(String option, String text) {
        int colon = text.lastIndexOf(':');
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (colon > 0 && port >= 1 && port <= LARGEST_PORT) {
                String host = text.substring(0, colon);
                return new Address(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
            }
        } catch (NumberFormatException e) {
            throw new ParameterException(
                    spec().commandLine(), option + ": expected HOST:PORT, found '" + text + "'", e);
        }
        throw wrong(option + ": expected HOST:PORT, found '" + text + "'");
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec().commandLine(), message);
    }
}
