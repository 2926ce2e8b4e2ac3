package io.tollgate.standalone;

import static java.util.Objects.requireNonNull;

import io.tollgate.gateway.limits.CheckedLimits;
import io.tollgate.gateway.limits.LimitFiles;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.file.GlobalModes;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.gateway.limits.file.WindowAlignment;
import io.tollgate.gateway.limits.yaml.Printable;
import io.tollgate.gateway.settings.LimitSettings;
import io.tollgate.runtime.settings.SettingValues;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tollgate check}: are these limit files right? */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        versionProvider = Tollgate.Version.class,
        sortOptions = false,
        description = {
            "Reads limit files as a gateway would. Exit code 0 and a summary if they are right;"
                    + " 1 and file, line, path and reason on standard error if not.",
            "What is right but likely not meant is a line on standard error that begins with 'warning:'; the exit code"
                    + " stays 0.",
            ""
        })
final class CheckCommand implements Callable<Integer> {

    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--merge-domain-config",
            description = "Several files may hold limits of one domain. Default: MERGE_DOMAIN_CONFIG.")
    private boolean mergeDomainConfig;

    @Option(
            names = "--windows",
            paramLabel = "KIND",
            description = "epoch or calendar, for files that do not say. Default: TOLLGATE_WINDOWS, or else epoch.")
    private @Nullable String windows;

    @Option(
            names = "--reference",
            description = "Reject what envoyproxy/ratelimit would reject too: fields that only Tollgate knows, numbers"
                    + " above 32 bits. For files that both are to read.")
    private boolean reference;

    @Mixin
    private final ConfigFile configFile = new ConfigFile();

    @Parameters(paramLabel = "DIR", description = "Folder with limit files.")
    private @Nullable Path folder;

    CheckCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Integer call() {
        CommandLine command = requireNonNull(spec, "spec").commandLine();
        Path limits = requireNonNull(folder, "folder");
        if (!Files.isDirectory(limits)) {
            throw new ParameterException(
                    command,
                    Printable.of(limits.toString()) + " is not a folder (expected: a folder with limit files)");
        }
        CheckedLimits checked = LimitFiles.check(limits, options());
        LimitTable table = checked.table();
        PrintWriter err = command.getErr();
        checked.warnings().forEach(warning -> err.println("warning: " + warning));
        command.getOut()
                .println("OK: " + count(table.rules().size(), "limit") + " in "
                        + count(table.domains().size(), "domain") + ", read from " + Printable.of(limits.toString()));
        return ExitCode.OK;
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    private LimitFileOptions options() {
        SettingValues values = configFile
                .settings(environment)
                .with(LimitSettings.MERGE_DOMAINS, mergeDomainConfig ? "true" : null)
                .with(LimitSettings.WINDOWS, windows)
                .values(List.of(LimitSettings.GROUP));
        return new LimitFileOptions(
                values.get(LimitSettings.MERGE_DOMAINS),
                WindowAlignment.valueOf(values.get(LimitSettings.WINDOWS).toUpperCase(Locale.ROOT)),
                !reference,
                GlobalModes.NONE);
    }
}
