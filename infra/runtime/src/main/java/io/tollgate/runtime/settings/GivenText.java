package io.tollgate.runtime.settings;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the text that is given for one setting. A secret may be in a file whose path is given instead; where one source
 * gives both, the file counts.
 */
record GivenText(Setting<?> setting, Map<String, Setting<?>> known, SettingSources sources) {

    private static final String FILE_VARIABLE = "_FILE";

    /** Returns the text, if there is one, and adds what is wrong with a file that holds it. */
    Optional<Given> find(List<String> problems) {
        String name = setting.name();
        String variable = setting.variable();
        return option(name, problems)
                .or(() -> variable(name, variable, problems))
                .or(() -> line(name, problems));
    }

    private Optional<Given> option(String name, List<String> problems) {
        return Optional.ofNullable(sources.options().get(name + SettingValues.FILE))
                .filter(path -> mayBeInAFile())
                .flatMap(path -> held(new Given(path, name + SettingValues.FILE), problems))
                .or(() ->
                        Optional.ofNullable(sources.options().get(name)).map(text -> new Given(text, setting.label())));
    }

    private Optional<Given> variable(String name, String variable, List<String> problems) {
        return set(variable + FILE_VARIABLE)
                .filter(path -> mayBeInAFile())
                .flatMap(path -> held(
                        new Given(path, name + SettingValues.FILE + " (" + variable + FILE_VARIABLE + ")"), problems))
                .or(() -> set(variable).map(text -> new Given(text, setting.label())));
    }

    private Optional<Given> line(String name, List<String> problems) {
        Map<String, SettingsFile.Entry> entries = sources.file().entries();
        return Optional.ofNullable(entries.get(name + SettingValues.FILE))
                .filter(path -> mayBeInAFile())
                .flatMap(path ->
                        held(new Given(path.text(), name + SettingValues.FILE + " (" + path.where() + ")"), problems))
                .or(() -> Optional.ofNullable(entries.get(name))
                        .map(entry -> new Given(entry.text(), name + " (" + entry.where() + ")")));
    }

    private Optional<String> set(String variable) {
        return Optional.ofNullable(sources.environment().get(variable)).filter(text -> !text.isEmpty());
    }

    /** A setting that reads its file itself has one for the file too. */
    private boolean mayBeInAFile() {
        return setting.kind().secret() && !known.containsKey(setting.name() + SettingValues.FILE);
    }

    private static Optional<Given> held(Given path, List<String> problems) {
        try {
            return Optional.of(new Given(SecretFile.read(path.text()), path.label()));
        } catch (IllegalArgumentException e) {
            problems.add(path.label() + ": " + e.getMessage());
            return Optional.empty();
        }
    }
}
