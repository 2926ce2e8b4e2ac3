package io.tollgate.runtime.settings;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Settings that belong together.
 *
 * @param title heads them in the documentation
 * @param settings in the order in which people should read of them
 */
public record SettingGroup(String title, List<Setting<?>> settings) {

    public SettingGroup {
        requireNonNull(title, "title");
        settings = List.copyOf(settings);
    }

    /** Returns settings that belong together. */
    public static SettingGroup of(String title, Setting<?>... settings) {
        return new SettingGroup(title, List.of(settings));
    }
}
