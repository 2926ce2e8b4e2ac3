package io.tollgate.standalone;

import static java.util.Objects.requireNonNull;

import io.tollgate.plan.ResourceKind;
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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tollgate get}: what there is. */
@Command(
        name = "get",
        mixinStandardHelpOptions = true,
        versionProvider = Tollgate.Version.class,
        sortOptions = false,
        description = {"Prints plans, customers, subscriptions or grants: all of a kind, or one.", ""},
        footer = {"", "Example: tollgate get subscriptions --customer acme", "         tollgate get plan gold -o yaml"})
final class GetCommand implements Callable<Integer> {

    private static final String TABLE = "table";

    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = KindArgument.LABEL, description = KindArgument.EXPECTED + ".")
    private String kind = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "KEY",
            description = "Of a plan gold@1, or gold for its highest version. Default: all.")
    private @Nullable String key;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = TABLE,
            description = "table, yaml, or json with a document on each line. Default: ${DEFAULT-VALUE}.")
    private String format = TABLE;

    @Option(
            names = "--customer",
            paramLabel = "KEY",
            description = "Only what is of this customer; for subscriptions and grants.")
    private @Nullable String customer;

    @Mixin
    private final ApiOptions apiOptions = new ApiOptions();

    GetCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Integer call() {
        CommandLine command = requireNonNull(spec, "spec").commandLine();
        ResourceKind wanted = KindArgument.parse(command, kind);
        DocumentFormat written = format.equals(TABLE)
                ? new ResourceTable(wanted)
                : DocumentFormat.of(command, format, "table, yaml or json");
        String filter = filter(command, wanted);
        ApiClient api = apiOptions.client(command, environment);
        ResourcePages pages = new ResourcePages(api);
        StandardOutput.print(command.getOut(), out -> {
            if (key == null) {
                return pages.forEach(wanted, filter, page -> written.write(page, out));
            }
            written.write(List.of(pages.get(wanted, requireNonNull(key, "key"))), out);
            return 1;
        });
        return ExitCode.OK;
    }

    private String filter(CommandLine command, ResourceKind wanted) {
        if (customer == null) {
            return "";
        }
        if (key != null || wanted.compareTo(ResourceKind.SUBSCRIPTION) < 0) {
            throw new ParameterException(command, "--customer goes with all subscriptions or all grants only");
        }
        return "&customer=" + ApiClient.encoded(requireNonNull(customer, "customer"));
    }
}
