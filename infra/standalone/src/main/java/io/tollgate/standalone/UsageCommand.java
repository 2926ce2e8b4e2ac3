package io.tollgate.standalone;

import static java.util.Objects.requireNonNull;

import io.tollgate.standalone.client.ApiAnswer;
import io.tollgate.standalone.client.ApiClient;
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

/** {@code tollgate usage}: what a customer has used. */
@Command(
        name = "usage",
        mixinStandardHelpOptions = true,
        versionProvider = Tollgate.Version.class,
        sortOptions = false,
        description = {
            "Prints what a customer has used of each limit, in the window of now. Nothing is charged.",
            "A forecast goes on at the pace since the window began.",
            ""
        },
        footer = {"", "Example: tollgate usage acme --feature calls"})
final class UsageCommand implements Callable<Integer> {

    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "CUSTOMER", description = "The key of a customer.")
    private String customer = "";

    @Option(
            names = "--feature",
            paramLabel = "KEY",
            description = "The only feature that is wanted. Default: all that the customer has.")
    private @Nullable String feature;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = AnswerFormat.TABLE,
            description =
                    "table, or json for the answer of GET /v1/usage/customers/CUSTOMER as it is. Default: ${DEFAULT-VALUE}.")
    private String format = AnswerFormat.TABLE;

    @Mixin
    private final ApiOptions apiOptions = new ApiOptions();

    UsageCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Integer call() {
        CommandLine command = requireNonNull(spec, "spec").commandLine();
        boolean table = AnswerFormat.isTable(command, format);
        String path = "/v1/usage/customers/" + ApiClient.encoded(customer)
                + (feature == null ? "" : "?feature=" + ApiClient.encoded(feature));
        ApiAnswer answer = apiOptions.client(command, environment).get(path);
        if (table) {
            UsageReport.lines(answer.json()).forEach(command.getOut()::println);
        } else {
            command.getOut().println(answer.text().strip());
        }
        return ExitCode.OK;
    }
}
