package io.tollgate.gateway.settings;

import io.tollgate.runtime.kafka.KafkaSettings;
import io.tollgate.runtime.settings.LogSettings;
import io.tollgate.runtime.settings.SettingGroup;
import java.util.List;

/** Everything that may be set of a gateway. */
public final class GatewaySettings {

    private static final List<SettingGroup> GROUPS = List.of(
            ListenerSettings.GROUP,
            LimitSettings.GROUP,
            XdsSettings.GROUP,
            AnswerSettings.GROUP,
            KafkaSettings.GROUP,
            StateSettings.GROUP,
            ObservationSettings.GROUP,
            LogSettings.GROUP);

    private GatewaySettings() {}

    /** Returns all settings, in the order in which people should read of them. */
    public static List<SettingGroup> groups() {
        return GROUPS;
    }
}
