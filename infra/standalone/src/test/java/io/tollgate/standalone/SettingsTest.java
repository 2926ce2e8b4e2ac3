package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.gateway.GatewayConfig;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SettingsTest {

    @Test
    void theCommandLineWinsOverADefault() {
        Settings settings =
                new Settings(Map.of()).with(Settings.GRPC_PORT, 2).orElse(Settings.GRPC_PORT, "3", "GRPC_PORT");

        assertThat(settings.given()).containsExactly(Map.entry("grpc.port", "2"));
    }

    @Test
    void aVariableIsLeftToThePartItself() {
        Settings settings = new Settings(Map.of("GRPC_PORT", "1")).orElse(Settings.GRPC_PORT, "3", "GRPC_PORT");

        assertThat(settings.given()).isEmpty();
    }

    @Test
    void anEmptyVariableCountsAsNone() {
        Settings settings = new Settings(Map.of("GRPC_PORT", "")).orElse(Settings.GRPC_PORT, "3", "GRPC_PORT");

        assertThat(settings.given()).containsExactly(Map.entry("grpc.port", "3"));
    }

    @Test
    void anOptionThatIsNotGivenLeavesTheSettingOpen() {
        assertThat(new Settings(Map.of()).with(Settings.GRPC_PORT, null).given())
                .isEmpty();
    }

    @Test
    void allProblemsOfAConfigurationAreReportedAsAnErrorOfSettings() {
        Settings settings = new Settings(Map.of("GRPC_PORT", "abc"))
                .with(Settings.HTTP_PORT, "70000")
                .with(Settings.LIMITS_DIR, "limits")
                .with(Settings.DATA_DIR, "data");

        assertThatThrownBy(() -> settings.parse(GatewayConfig::fromEnvironment))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("grpc.port")
                .hasMessageContaining("http.port");
    }

    @Test
    void theDataFolderComesFromTheOptionThenTheEnvironmentThenTheDefault() {
        Map<String, String> environment = Map.of("TOLLGATE_DATA_DIR", "/var/lib/tollgate");

        assertThat(Settings.dataFolder(Path.of("mine"), environment)).isEqualTo(Path.of("mine"));
        assertThat(Settings.dataFolder(null, environment)).isEqualTo(Path.of("/var/lib/tollgate"));
        assertThat(Settings.dataFolder(null, Map.of())).isEqualTo(Path.of("data"));
    }
}
