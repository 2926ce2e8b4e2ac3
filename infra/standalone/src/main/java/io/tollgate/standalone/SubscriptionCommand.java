package io.tollgate.standalone;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.plan.ResourceKind;
import io.tollgate.standalone.client.ApiAnswer;
import io.tollgate.standalone.client.ApiClient;
import io.tollgate.standalone.client.ApiRejectedException;
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

/** {@code tollgate subscription}: does something to a subscription, now or later. */
@Command(
        name = "subscription",
        mixinStandardHelpOptions = true,
        versionProvider = Tollgate.Version.class,
        sortOptions = false,
        description = {
            "Changes a subscription to another plan, ends it, suspends it or resumes it; and prints what holds now and next.",
            "Where that is so already, nothing changes.",
            ""
        },
        footer = {
            "",
            "Example: tollgate subscription change acme-gold --plan gold@2 --at period_end",
            "         tollgate subscription suspend acme-gold --reason 'does not pay'"
        })
final class SubscriptionCommand implements Callable<Integer> {

    private static final String CHANGE = "change";
    private static final List<String> VERBS = List.of(CHANGE, "cancel", "suspend", "resume");
    private static final String EXPECTED = "change, cancel, suspend or resume";
    private static final String NOTHING = "-";
    private static final List<String> COLUMNS = List.of("WHEN", "PLAN", "STATE", "FROM", "TO");

    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "VERB", description = EXPECTED + ".")
    private String verb = "";

    @Parameters(index = "1", paramLabel = "KEY", description = "Key of the subscription.")
    private String key = "";

    @Option(
            names = "--plan",
            paramLabel = "PLAN",
            description = "For change: the version that is to hold, such as gold@2.")
    private @Nullable String plan;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            defaultValue = "now",
            description = "now, period_end (the end of the billing period that runs), a date-time such as"
                    + " 2026-02-01T00:00:00Z, or a date, which is its midnight in the time zone of the subscription."
                    + " Default: ${DEFAULT-VALUE}.")
    private String at = "now";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = AnswerFormat.TABLE,
            description = "table, or json for the answer of the API as it is. Default: ${DEFAULT-VALUE}.")
    private String format = AnswerFormat.TABLE;

    @Mixin
    private final ChangeOptions change = new ChangeOptions();

    @Mixin
    private final ApiOptions apiOptions = new ApiOptions();

    SubscriptionCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Integer call() {
        CommandLine command = requireNonNull(spec, "spec").commandLine();
        check(command);
        boolean table = AnswerFormat.isTable(command, format);
        ApiClient api = apiOptions.client(command, environment);
        try {
            ApiAnswer answer = api.ask(
                    "POST",
                    ResourcePages.path(ResourceKind.SUBSCRIPTION, key) + "/" + verb,
                    question(),
                    change.headers());
            print(command, answer, table);
            return ExitCode.OK;
        } catch (ApiRejectedException e) {
            if (e.parameters().isEmpty()) {
                throw e;
            }
            e.parameters()
                    .forEach(wrong -> command.getErr()
                            .println("tollgate: " + (wrong.path().isEmpty() ? "" : wrong.path() + ": ")
                                    + wrong.reason()));
            return ExitCode.REJECTED;
        }
    }

    private void check(CommandLine command) {
        if (!VERBS.contains(verb)) {
            throw new ParameterException(command, "VERB: '" + verb + "' (expected: " + EXPECTED + ")");
        }
        if (verb.equals(CHANGE) != (plan != null)) {
            throw new ParameterException(
                    command,
                    plan == null ? "--plan is missing (expected: such as gold@2)" : "--plan goes with change only");
        }
        change.check(command);
    }

    private String question() {
        ObjectNode question = JsonNodeFactory.instance.objectNode();
        if (plan != null) {
            question.put("plan", plan);
        }
        return question.put("at", at).toString();
    }

    private static void print(CommandLine command, ApiAnswer answer, boolean table) {
        if (!table) {
            command.getOut().println(answer.text().strip());
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        for (String name : List.of("current", "next")) {
            JsonNode standing = answer.json().path(name);
            rows.add(List.of(
                    name,
                    text(standing, "plan"),
                    text(standing, "state"),
                    text(standing, "from"),
                    text(standing, "to")));
        }
        StandardOutput.print(command.getOut(), out -> {
            new TextTable(COLUMNS).write(rows, out);
            return rows.size();
        });
    }

    private static String text(JsonNode standing, String name) {
        return standing.hasNonNull(name) ? standing.path(name).asText() : NOTHING;
    }
}
