package io.tollgate.standalone;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.standalone.client.ApiAnswer;
import java.util.ArrayList;
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

/** {@code tollgate access}: what customers may use, and what is left of it. */
@Command(
        name = "access",
        mixinStandardHelpOptions = true,
        versionProvider = Tollgate.Version.class,
        sortOptions = false,
        description = {
            "Prints whether customers may use features, and how much of their limits is left: what a gateway would answer."
                    + " Nothing is charged.",
            "A row shows the limit that has least left; -o json has all of them.",
            ""
        },
        footer = {"", "Example: tollgate access acme --feature calls"})
final class AccessCommand implements Callable<Integer> {

    private static final String NOTHING = "-";
    private static final int MOST = 100;
    private static final List<String> COLUMNS =
            List.of("CUSTOMER", "FEATURE", "ACCESS", "USED", "LIMIT", "REMAINING", "OVERAGE", "RESETS");

    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "CUSTOMER", description = "Keys of customers, at most 100.")
    private List<String> customers = List.of();

    @Option(
            names = "--feature",
            paramLabel = "KEY",
            description = "A feature; may be given several times. Default: all that the customer has.")
    private List<String> features = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = AnswerFormat.TABLE,
            description = "table, or json for the answer of POST /v1/access as it is. Default: ${DEFAULT-VALUE}.")
    private String format = AnswerFormat.TABLE;

    @Mixin
    private final ApiOptions apiOptions = new ApiOptions();

    AccessCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Integer call() {
        CommandLine command = requireNonNull(spec, "spec").commandLine();
        boolean table = AnswerFormat.isTable(command, format);
        if (customers.size() > MOST || features.size() > MOST) {
            throw new ParameterException(command, "expected at most " + MOST + " customers and " + MOST + " features");
        }
        ApiAnswer answer = apiOptions.client(command, environment).ask("POST", "/v1/access", question(), Map.of());
        if (!table) {
            command.getOut().println(answer.text().strip());
            return ExitCode.OK;
        }
        List<List<String>> rows = new ArrayList<>();
        answer.json().path("answers").forEach(row -> rows.add(row(row)));
        StandardOutput.print(command.getOut(), out -> {
            new TextTable(COLUMNS).write(rows, out);
            return rows.size();
        });
        return ExitCode.OK;
    }

    private String question() {
        ObjectNode question = JsonNodeFactory.instance.objectNode();
        customers.forEach(question.putArray("customers")::add);
        features.forEach(question.putArray("features")::add);
        return question.toString();
    }

    private static List<String> row(JsonNode answer) {
        JsonNode reason = answer.path("reason");
        String access = (answer.path("has_access").asBoolean() ? "yes" : "no")
                + (reason.isTextual() ? ": " + reason.textValue() : "");
        boolean counted = answer.hasNonNull("used");
        return List.of(
                text(answer, "customer", NOTHING),
                text(answer, "feature", NOTHING),
                access,
                text(answer, "used", NOTHING),
                text(answer, "limit", counted ? "unlimited" : NOTHING),
                text(answer, "remaining", counted ? "unlimited" : NOTHING),
                text(answer, "overage", NOTHING),
                text(answer, "resets_at", NOTHING));
    }

    private static String text(JsonNode answer, String name, String absent) {
        return answer.hasNonNull(name) ? answer.path(name).asText() : absent;
    }
}
