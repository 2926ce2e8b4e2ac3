package io.tollgate.standalone;

import static java.util.Objects.requireNonNull;

import io.tollgate.gateway.limits.CheckedLimits;
import io.tollgate.gateway.limits.LimitFiles;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.gateway.limits.yaml.LimitFile;
import io.tollgate.runtime.files.FileProblem;
import io.tollgate.runtime.files.WholeFile;
import io.tollgate.translate.Report;
import io.tollgate.translate.Source;
import io.tollgate.translate.Translation;
import io.tollgate.translate.TranslationFolder;
import io.tollgate.translate.TranslationOptions;
import io.tollgate.translate.ratelimit.ReferenceModel;
import io.tollgate.translate.source.Manifest;
import io.tollgate.translate.source.ManifestReader;
import io.tollgate.translate.source.SourceNode;
import io.tollgate.translate.verify.TrafficModel;
import io.tollgate.translate.verify.Verification;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    /** Its files need no translation. */
    private static final String REFERENCE = "ratelimit";

    private static final int REQUESTS_OF_REFERENCE = 10_000;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "FROM",
            description = {
                "The other system: kong-mesh, emissary, edge-stack, or limitador (also for Kuadrant).",
                "ratelimit: nothing is written, because a gateway reads the limit files of envoyproxy/ratelimit as they are;"
                        + " they are compared with its rules as --verify does."
            })
    private String from = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "FILE",
            description =
                    "Its resources, as 'kubectl get -o yaml' or 'kumactl get -o yaml' prints them; for limitador, its limits"
                            + " file and the configuration of the Envoy that asks it, or resources; for ratelimit, limit"
                            + " files or folders of them.")
    private List<Path> files = List.of();

    @Option(names = "--out", paramLabel = "DIR", description = "Folder that is written to.")
    private @Nullable Path out;

    @Mixin
    private final EnvoyOptions envoy = new EnvoyOptions();

    @Option(
            names = "--limits",
            paramLabel = "DIR",
            description = "For emissary, which has no limits itself: limit files that each descriptor must be able to"
                    + " match.")
    private @Nullable Path limits;

    @Option(names = "--report", paramLabel = "FILE", description = "Writes the report there as JSON, too.")
    private @Nullable Path reportFile;

    @Option(
            names = "--verify",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Asks N random requests of a model of the source's own rules and of the translation, and prints"
                            + " where they differ.")
    private int verify;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "From which the random requests follow. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Override
    public Integer call() {
        if (from.equals(REFERENCE)) {
            return compareWithReference();
        }
        if (out == null) {
            throw wrong("--out is missing (expected: the folder that is written to)");
        }
        Source source = source();
        TranslationOptions options = envoy.options().checkedAgainst(limits(source));
        List<Manifest> manifests = source.read(files);
        TrafficModel model = verify == 0 ? null : source.model(manifests);
        Translation translation = source.translateAll(manifests, options);
        TranslationFolder folder = new TranslationFolder(requireNonNull(out, "out"));
        write(translation, folder, options);
        CheckedLimits checked = LimitFiles.check(folder.limits(), LimitFileOptions.defaults());
        PrintWriter terminal = spec().commandLine().getOut();
        translation.report().lines().forEach(terminal::println);
        if (!translation.limits().isEmpty()) { // Emissary has none itself
            checked.warnings().forEach(warning -> terminal.println("warning: " + warning));
        }
        terminal.println(summary(translation, checked.table().rules().size(), folder));
        boolean faithful = model == null || isFaithful(model, translation, terminal);
        return faithful && translation.report().lost().isEmpty() ? ExitCode.OK : ExitCode.LOSSES;
    }

    private boolean isFaithful(TrafficModel model, Translation translation, PrintWriter terminal) {
        return isFaithful(
                Verification.compare(model, translation, verify, seed),
                model.hasLimits() ? "a limit holds" : "something is asked",
                terminal);
    }

    private boolean isFaithful(Verification.Outcome outcome, String found, PrintWriter terminal) {
        outcome.shown().forEach(difference -> terminal.println("different: " + difference));
        terminal.println("Verified with " + outcome.requests() + " random requests (seed " + seed + "), "
                + outcome.limited() + " of which " + found + " for: " + outcome.different() + " differ."
                + (outcome.split() == 0
                        ? ""
                        : " Counters that are several in the translation: " + outcome.split() + "."));
        return outcome.different() == 0;
    }

    private int compareWithReference() {
        List<LimitFile> read = new ArrayList<>();
        for (Path file : files) {
            read.addAll(LimitFiles.read(
                    Files.isDirectory(file) ? LimitFiles.list(file, "") : Map.of(file.toString(), file)));
        }
        LimitTable table = LimitTable.of(read, LimitFileOptions.defaults());
        List<SourceNode> documents = new ArrayList<>();
        for (LimitFile file : read) {
            ManifestReader.documents(file.name(), file.text()).stream()
                    .findFirst()
                    .ifPresent(documents::add);
        }
        PrintWriter terminal = spec().commandLine().getOut();
        terminal.println("Nothing is written: a gateway reads these files as they are (limits: "
                + table.rules().size() + ").");
        Verification.Outcome outcome = Verification.compare(
                new ReferenceModel(documents), table, verify == 0 ? REQUESTS_OF_REFERENCE : verify, seed);
        return isFaithful(outcome, "a limit holds", terminal) ? ExitCode.OK : ExitCode.LOSSES;
    }

    private static String summary(Translation translation, int limits, TranslationFolder folder) {
        Report report = translation.report();
        return "Written: " + folder.limits() + " (limits: " + limits + ") and " + folder.envoy() + ". Carried over: "
                + report.carried().size() + ", differs: " + report.different().size() + ", lost: "
                + report.lost().size() + ".";
    }

    private void write(Translation translation, TranslationFolder folder, TranslationOptions options) {
        Path json = reportFile;
        try {
            if (json == null) {
                folder.write(translation, options);
            } else {
                WholeFile.write(
                        json,
                        writer -> { // whose place is opened before anything is written
                            writer.write(translation.report().json());
                            folder.write(translation, options);
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
        throw wrong("unknown FROM '" + from + "' (expected: " + Source.titles() + ", " + REFERENCE + ")");
    }

    private @Nullable LimitTable limits(Source source) {
        Path checked = limits;
        if (checked != null && source != Source.EMISSARY) {
            throw wrong("--limits goes with emissary only: " + source.title() + " has limits itself");
        }
        return checked == null ? null : LimitFiles.load(checked, LimitFileOptions.defaults());
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec().commandLine(), message);
    }
}
