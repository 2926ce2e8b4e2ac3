package io.tollgate.standalone;

import io.tollgate.gateway.settings.GatewaySettings;
import io.tollgate.gateway.settings.Setting;
import io.tollgate.gateway.settings.SettingGroup;
import io.tollgate.gateway.settings.UnneededVariables;
import io.tollgate.streams.StreamsAppConfig;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;

/** Writes {@code docs/configuration.md} from the definitions of what may be set. */
final class ConfigurationPage {

    private static final String INTRODUCTION = """
            # Configuration

            This page is generated from the definitions; `ConfigurationPageTest` says how.

            Everything is set by environment variables, and the most common things by options of `tollgate`, which go before \
            variables (`tollgate gateway --help`). A variable that is empty counts as not set. All values that are not what is \
            expected are reported at once, with the variable, the value and what is expected, and nothing starts. What \
            envoyproxy/ratelimit has too goes by its names and is written as there: truth values as Go has them (`1`, `t`, \
            `true`, `0`, `f`, `false` ...), durations such as `10s` or `1h30m`, lists `a,b`, maps `k:v,k2:v2`.

            """;

    private static final String HEAD = """
            | variable | setting | default | expected | meaning |
            |---|---|---|---|---|
            """;

    private ConfigurationPage() {}

    static String text() {
        StringBuilder page = new StringBuilder(INTRODUCTION).append("# Gateway\n\n");
        GatewaySettings.groups().forEach(group -> addGroup(page, group));
        addUnneeded(page);
        page.append("# Streams app\n\n").append(HEAD);
        Map<String, ConfigDef.ConfigKey> keys =
                new TreeMap<>(StreamsAppConfig.definition().configKeys());
        keys.values().forEach(key -> addKey(page, key));
        return page.toString();
    }

    private static void addGroup(StringBuilder page, SettingGroup group) {
        page.append("## ").append(group.title()).append("\n\n").append(HEAD);
        for (Setting<?> setting : group.settings()) {
            String expected = setting.kind().expected() + (setting.kind().secret() ? "; never shown" : "");
            addRow(page, setting.variable(), setting.name(), setting.defaultText(), expected, setting.meaning());
        }
        page.append('\n');
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

    private static void addKey(StringBuilder page, ConfigDef.ConfigKey key) {
        String variable = "TOLLGATE_" + key.name.replace('.', '_').toUpperCase(Locale.ROOT);
        String expected = key.type.name().toLowerCase(Locale.ROOT)
                + (key.validator == null ? "" : ", " + key.validator.toString())
                + (key.type == ConfigDef.Type.PASSWORD ? "; never shown" : "");
        String byDefault = key.hasDefault() ? Objects.toString(key.defaultValue, "") : null;
        addRow(page, variable, key.name, byDefault, expected, key.documentation);
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
