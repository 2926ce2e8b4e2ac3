package io.tollgate.standalone;

import io.tollgate.gateway.settings.GatewaySettings;
import io.tollgate.gateway.settings.UnneededVariables;
import io.tollgate.runtime.settings.Setting;
import io.tollgate.runtime.settings.SettingGroup;
import io.tollgate.streams.StreamsAppSettings;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Writes {@code docs/operate/configuration.md} from the definitions of what may be set. */
final class ConfigurationPage {

    private static final String INTRODUCTION = """
            # Configuration

            This page is generated from the definitions; `ConfigurationPageTest` says how.

            Everything is set by environment variables, or in a file that `--config FILE` names (`TOLLGATE_CONFIG`), and the \
            most common things by options of `tollgate`. An option goes before a variable, and that before the file. A \
            variable that is empty counts as not set. All values that are not what is expected are reported at once, with \
            where they are from and what is expected; nothing starts, and the exit code is 2. What envoyproxy/ratelimit has \
            too goes by its variables and is written as there: truth values as Go has them (`1`, `t`, `true`, `0`, `f`, \
            `false` ...), durations such as `10s` or `1h30m`, lists `a,b`, maps `k:v,k2:v2`.

            A file has Java's properties, in UTF-8: `name=value` by the dotted names below, `#` before a comment. One file may \
            serve gateway, streams app and commands: each takes what it knows, and a name that nobody knows is an error with \
            its line. With `tollgate up` a name that gateway and streams app both have is the gateway's; the streams app's is \
            set by its variable.

            Every property of Kafka's clients is a setting too, by its name after `kafka.`, as a variable `TOLLGATE_KAFKA_` \
            with `_` for each dot: `kafka.security.protocol` is `TOLLGATE_KAFKA_SECURITY_PROTOCOL`. All clients of all parts \
            get it. [kafka.md](kafka.md) says how to secure the connection, which ACLs are needed, and which properties are \
            not for others to set.

            What is marked "never shown" is a secret. It may stand in a file of its own: `TOLLGATE_ADMIN_TOKEN_FILE` (in a \
            file of settings `admin.token.file`) says where the token is that `TOLLGATE_ADMIN_TOKEN` would be, and so for \
            each. The file is read at the start, without white space around what it holds, and goes before the value.

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
                    .append(option.longestName())
                    .append(option.arity().max() == 0 ? "" : " " + option.paramLabel())
                    .append("` | ")
                    .append(String.join(" ", option.description())
                            .replace("${DEFAULT-VALUE}", String.valueOf(option.defaultValue())))
                    .append(" |\n"));
            page.append('\n');
        }
        command.getSubcommands().values().forEach(sub -> addCommands(page, sub));
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
