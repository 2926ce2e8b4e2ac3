package io.tollgate.standalone;

import io.tollgate.gateway.settings.GatewaySettings;
import io.tollgate.runtime.kafka.KafkaSettings;
import io.tollgate.runtime.settings.Setting;
import io.tollgate.runtime.settings.SettingGroup;
import io.tollgate.runtime.settings.SettingValues;
import io.tollgate.runtime.settings.SettingsFile;
import io.tollgate.streams.StreamsAppSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What any part knows: a file of settings may be of all of them. */
final class KnownSettings {

    private static final Set<String> NAMES = names(List.of(GatewaySettings.groups(), StreamsAppSettings.groups()));

    private KnownSettings() {}

    /** Returns a line for each thing that is wrong with a file, whoever reads it. */
    static List<String> problems(SettingsFile file) {
        List<String> problems = new ArrayList<>(file.problems());
        problems.addAll(file.unknown(name -> NAMES.contains(name) || KafkaSettings.FAMILY.covers(name)));
        return problems;
    }

    /**
     * Returns whether a name in a file is the gateway's where gateway and streams app run in one process: what both have,
     * such as {@code http.port}, cannot be meant for both.
     */
    static Predicate<String> ofTheGateway() {
        return names(List.of(GatewaySettings.groups()))::contains;
    }

    private static Set<String> names(List<List<SettingGroup>> parts) {
        return parts.stream()
                .flatMap(List::stream)
                .flatMap(group -> group.settings().stream())
                .flatMap(KnownSettings::names)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Stream<String> names(Setting<?> setting) {
        return setting.kind().secret()
                ? Stream.of(setting.name(), setting.name() + SettingValues.FILE)
                : Stream.of(setting.name());
    }
}
