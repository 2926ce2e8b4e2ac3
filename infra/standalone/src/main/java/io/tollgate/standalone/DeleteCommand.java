package io.tollgate.standalone;

import static java.util.Objects.requireNonNull;

import io.tollgate.plan.ResourceKind;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tollgate delete}: away with one. */
@Command(
        name = "delete",
        mixinStandardHelpOptions = true,
        versionProvider = Tollgate.Version.class,
        sortOptions = false,
        description = {
            "Deletes a plan, a customer, a subscription or a grant. Its history stays.",
            "What another one refers to is not deleted, such as a plan that a subscription names.",
            ""
        },
        footer = {"", "Example: tollgate delete grant goodwill-17 --reason 'given twice'"})
final class DeleteCommand implements Callable<Integer> {

    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = KindArgument.LABEL, description = KindArgument.EXPECTED + ".")
    private String kind = "";

    @Parameters(index = "1", paramLabel = "KEY", description = "Its key; of a plan with the version, such as gold@1.")
    private String key = "";

    @Mixin
    private final ChangeOptions change = new ChangeOptions();

    @Mixin
    private final ApiOptions apiOptions = new ApiOptions();

    DeleteCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Integer call() {
        CommandLine command = requireNonNull(spec, "spec").commandLine();
        ResourceKind deleted = KindArgument.parse(command, kind);
        if (deleted == ResourceKind.PLAN && key.indexOf('@') < 0) {
            throw new ParameterException(command, "KEY: '" + key + "' (expected: one version, such as " + key + "@1)");
        }
        change.check(command);
        apiOptions.client(command, environment).ask("DELETE", ResourcePages.path(deleted, key), "", change.headers());
        command.getOut().println(deleted.lowerCase() + " " + key + " deleted");
        return ExitCode.OK;
    }
}
