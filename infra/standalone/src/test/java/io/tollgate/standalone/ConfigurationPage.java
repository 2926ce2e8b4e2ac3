package io.tollgate.standalone;

import io.tollgate.gateway.settings.GatewaySettings;
import io.tollgate.gateway.settings.UnneededVariables;
import io.tollgate.runtime.settings.Setting;
import io.tollgate.runtime.settings.SettingGroup;
import io.tollgate.streams.StreamsAppSettings;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Writes {@code docs/operate/configuration.md} from the definitions of what may be set. */
final class ConfigurationPage {

    private static final String INTRODUCTION = """
            # Configuration

            ## Where do I set something?
            In an environment variable, in a file, or, for the most common settings, in an option of `tollgate`. An option \
            wins over a variable, and a variable over the file. An empty variable counts as not set.

            * **The file** is named by `--config FILE` or `TOLLGATE_CONFIG`. It is a file of Java properties in UTF-8: one \
            `name=value` on each line, with the dotted names below, and `#` before a comment. Gateway, streams app and \
            commands may share a file: each takes the settings it knows. A name that none of them knows is an error.
            * **Settings of envoyproxy/ratelimit** keep its variables and its notation: truth values as in Go (`1`, `t`, \
            `true`, `0`, `f`, `false` ...), durations such as `10s` or `1h30m`, lists `a,b`, maps `k:v,k2:v2`.
            * **With `tollgate up`**, a name in the file that both the gateway and the streams app have sets the gateway's. \
            Set the streams app's by its variable.

            ## What if a value is wrong?
            Nothing starts, and the exit code is 2. One message lists every wrong value, where it comes from, and what is \
            expected.

            ## How do I set properties of Kafka's clients?
            Put `kafka.` before the property's name, or `TOLLGATE_KAFKA_` with `_` for each dot: \
            `kafka.security.protocol` is `TOLLGATE_KAFKA_SECURITY_PROTOCOL`. All clients of all parts get it. \
            [kafka.md](kafka.md) says how to secure the connection, which ACLs are needed, and which properties you cannot set.

            ## How do I pass a secret?
            Settings marked "never shown" are secrets: no log, page or message has their value. To keep one out of the \
            environment, put it into a file of its own and name the file: `TOLLGATE_ADMIN_TOKEN_FILE` (`admin.token.file` in \
            the file of settings) stands for `TOLLGATE_ADMIN_TOKEN`. The file is read at the start, white space around the \
            value is ignored, and it wins over the value.

            `ConfigurationPageTest` generates this page from the definitions.

            """;

    private static final String HEAD = """
            | variable | setting | default | expected | meaning |
            |---|---|---|---|---|
            """;

    private static final String OPTIONS_HEAD = """
            | option | meaning |
            |---|---|
            """;

    private ConfigurationPage() {}

    static String text() {
        StringBuilder page = new StringBuilder(INTRODUCTION);
        addPart(page, "Gateway", GatewaySettings.groups());
        addUnneeded(page);
        addPart(page, "Streams app", StreamsAppSettings.groups());
        addPart(page, "Commands", CommandSettings.groups());
        page.append("Each command prints its options with `--help`; they are:\n\n");
        PrintWriter nowhere = new PrintWriter(PrintWriter.nullWriter());
        addCommands(page, Tollgate.commandLine(Map.of(), nowhere, nowhere));
        return page.toString().stripTrailing() + "\n";
    }

    private static void addPart(StringBuilder page, String part, List<SettingGroup> groups) {
        page.append("# ").append(part).append("\n\n");
        groups.forEach(group -> addGroup(page, group));
    }

    private static void addGroup(StringBuilder page, SettingGroup group) {
        page.append("## ").append(group.title()).append("\n\n").append(HEAD);
        for (Setting<?> setting : group.settings()) {
            String expected = setting.kind().expected() + (setting.kind().secret() ? "; never shown" : "");
            addRow(page, setting.variable(), setting.name(), setting.defaultText(), expected, setting.meaning());
        }
        page.append('\n');
    }

    private static void addCommands(StringBuilder page, CommandLine command) {
        List<OptionSpec> options = command.getCommandSpec().options().stream()
                .filter(option -> !option.usageHelp() && !option.versionHelp())
                .toList();
        if (!options.isEmpty()) {
            page.append("## `")
                    .append(command.getCommandSpec().qualifiedName())
                    .append("`\n\n")
                    .append(OPTIONS_HEAD);
            options.forEach(option -> page.append("| `")
                    .append(names(option))
                    .append(option.arity().max() == 0 ? "" : " " + option.paramLabel())
                    .append("` | ")
                    .append(String.join(" ", option.description())
                            .replace("${DEFAULT-VALUE}", String.valueOf(option.defaultValue())))
                    .append(" |\n"));
            page.append('\n');
        }
        command.getSubcommands().values().forEach(sub -> addCommands(page, sub));
    }

    private static String names(OptionSpec option) {
        return Arrays.stream(option.names())
                .filter(name -> name.startsWith("--"))
                .collect(Collectors.joining("`, `"));
    }

    private static void addUnneeded(StringBuilder page) {
        page.append("""
                ## Variables of the reference that are not needed

                They may be set; each is named in one line of the log, without its value.

                | variable | why not |
                |---|---|
                """);
        UnneededVariables.all()
                .forEach(unneeded -> page.append("| `")
                        .append(unneeded.name())
                        .append(unneeded.name().endsWith("_") ? "*" : "")
                        .append("` | ")
                        .append(unneeded.reason())
                        .append(" |\n"));
        page.append('\n');
    }

    private static void addRow(
            StringBuilder page,
            String variable,
            String name,
            @Nullable String byDefault,
            String expected,
            String meaning) {
        String shown = byDefault == null ? "must be set" : byDefault.isEmpty() ? "" : "`" + byDefault + "`";
        page.append("| `")
                .append(variable)
                .append("` | `")
                .append(name)
                .append("` | ")
                .append(shown)
                .append(" | ")
                .append(expected)
                .append(" | ")
                .append(meaning)
                .append(" |\n");
    }
}
