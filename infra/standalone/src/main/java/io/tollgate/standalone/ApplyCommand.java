package io.tollgate.standalone;

import static java.util.Objects.requireNonNull;

import io.tollgate.standalone.client.ApiClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tollgate apply}: what files say becomes what there is. */
@Command(
        name = "apply",
        mixinStandardHelpOptions = true,
        versionProvider = Tollgate.Version.class,
        sortOptions = false,
        description = {
            "Creates and changes plans, customers, subscriptions and grants as documents say. What no document names stays.",
            "Up to 500 documents (2 MiB) are applied all or none. More are applied in batches of that size, each all or"
                    + " none, in the order of the files: put plans and customers before subscriptions and grants.",
            "Applying the same again changes nothing, so an apply that broke off goes on when it is run again.",
            ""
        },
        footer = {
            "",
            "Example: tollgate apply plans.yaml customers.jsonl",
            "Ends with 1 where a document is wrong; each mistake is a line FILE:LINE: path: message on standard error.",
            "docs/guide/plans.md says what may stand in documents."
        })
final class ApplyCommand implements Callable<Integer> {

    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description =
                    "Documents in YAML; in JSON where the name ends in .json, .jsonl or .ndjson. - is the standard"
                            + " input, JSON where it begins with '{'.")
    private List<String> files = List.of();

    @Option(
            names = "--dry-run",
            description = "Says what would be done, and does nothing. Of more than a batch, it does not notice where"
                    + " customers of two batches claim one subject.")
    private boolean dryRun;

    @Option(names = "--progress", description = "Shows how far it is, also where standard error is no terminal.")
    private boolean progress;

    @Mixin
    private final ChangeOptions change = new ChangeOptions();

    @Mixin
    private final ApiOptions apiOptions = new ApiOptions();

    ApplyCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Integer call() {
        CommandLine command = requireNonNull(spec, "spec").commandLine();
        change.check(command);
        ApiClient api = apiOptions.client(command, environment);
        boolean shown = progress || Boolean.getBoolean(Progress.TERMINAL_PROPERTY);
        try (Progress line = new Progress(command.getErr(), shown, System::nanoTime)) {
            ApplyRun run = new ApplyRun(files, command.getOut(), command.getErr(), line);
            return run.check() ? run.apply(new Applier(api, dryRun, change), dryRun) : ExitCode.REJECTED;
        }
    }
}
