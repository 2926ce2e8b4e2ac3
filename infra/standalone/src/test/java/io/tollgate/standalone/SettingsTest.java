package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.gateway.GatewayConfig;
import io.tollgate.gateway.settings.LimitSettings;
import io.tollgate.gateway.settings.ListenerSettings;
import io.tollgate.gateway.settings.StateSettings;
import io.tollgate.runtime.settings.SettingsFile;
import io.tollgate.streams.StreamsAppConfig;
import io.tollgate.streams.StreamsAppSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsTest {

    @TempDir
    private Path folder;

    private static Settings in(Map<String, String> environment) {
        return new Settings(environment, SettingsFile.NONE);
    }

    private Settings inFile(Map<String, String> environment, String text) throws IOException {
        return new Settings(environment, SettingsFile.read(Files.writeString(folder.resolve("t.properties"), text)));
    }

    @Test
    void theCommandLineWinsOverADefault() {
        Settings settings = in(Map.of()).with(ListenerSettings.GRPC_PORT, 2).orElse(ListenerSettings.GRPC_PORT, "3");

        assertThat(settings.sources().options()).containsExactly(Map.entry("grpc.port", "2"));
    }

    @Test
    void aVariableIsLeftToThePartItself() {
        Settings settings = in(Map.of("GRPC_PORT", "1")).orElse(ListenerSettings.GRPC_PORT, "3");

        assertThat(settings.sources().options()).isEmpty();
    }

    @Test
    void aFileWinsOverADefaultOfTheCommand() throws IOException {
        Settings settings = inFile(Map.of(), "grpc.port=1").orElse(ListenerSettings.GRPC_PORT, "3");

        assertThat(settings.sources().options()).isEmpty();
    }

    @Test
    void anEmptyVariableCountsAsNone() {
        Settings settings = in(Map.of("GRPC_PORT", "")).orElse(ListenerSettings.GRPC_PORT, "3");

        assertThat(settings.sources().options()).containsExactly(Map.entry("grpc.port", "3"));
    }

    @Test
    void anOptionThatIsNotGivenLeavesTheSettingOpen() {
        assertThat(in(Map.of()).with(ListenerSettings.GRPC_PORT, null).sources().options())
                .isEmpty();
    }

    @Test
    void allProblemsOfAConfigurationAreReportedAsAnErrorOfSettings() {
        Settings settings = in(Map.of("GRPC_PORT", "abc"))
                .with(ListenerSettings.HTTP_PORT, "70000")
                .with(LimitSettings.DIR, "limits")
                .with(StateSettings.DATA_DIR, "data");

        assertThatThrownBy(() -> settings.parse(GatewayConfig::read))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("grpc.port")
                .hasMessageContaining("http.port");
    }

    @Test
    void aFileMayServeGatewayAndStreamsAppAndWhatNobodyKnowsIsNamedWithItsLine() throws IOException {
        String text = """
                bootstrap.servers=kafka:9092
                grpc.port=1
                limits.dir=/limits
                # of the streams app
                threads=3
                thread=4
                """;

        assertThatThrownBy(() -> inFile(Map.of(), text)
                        .with(StateSettings.DATA_DIR, "data")
                        .parse(GatewayConfig::read))
                .isInstanceOf(SettingsException.class)
                .hasMessage(folder.resolve("t.properties")
                        + ":6: thread: unknown setting; docs/operate/configuration.md has all names");
        Settings known = inFile(Map.of(), text.replace("thread=4\n", ""));
        assertThat(known.with(StateSettings.DATA_DIR, "data")
                        .parse(GatewayConfig::read)
                        .listeners()
                        .grpc()
                        .port())
                .isEqualTo(1);
        assertThat(known.with(StreamsAppSettings.DATA_DIR, "data")
                        .parse(StreamsAppConfig::read)
                        .threads())
                .isEqualTo(3);
    }

    @Test
    void theDataFolderComesFromTheOptionThenTheEnvironmentThenTheFileThenTheDefault() throws IOException {
        Map<String, String> environment = Map.of("TOLLGATE_DATA_DIR", "/var/lib/tollgate");
        String file = "data.dir=/data";

        assertThat(inFile(environment, file).dataFolder(Path.of("mine"))).isEqualTo(Path.of("mine"));
        assertThat(inFile(environment, file).dataFolder(null)).isEqualTo(Path.of("/var/lib/tollgate"));
        assertThat(inFile(Map.of(), file).dataFolder(null)).isEqualTo(Path.of("/data"));
        assertThat(in(Map.of()).dataFolder(null)).isEqualTo(Path.of("data"));
    }
}
