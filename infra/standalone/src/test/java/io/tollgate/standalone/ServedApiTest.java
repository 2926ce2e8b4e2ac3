package io.tollgate.standalone;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.runtime.kafka.KafkaSettings;
import io.tollgate.runtime.settings.SettingsFile;
import io.tollgate.streams.StreamsAppSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServedApiTest {

    @TempDir
    private Path folder;

    @Test
    void makesATokenThatThisUserAloneMayReadAndKeepsIt() throws IOException {
        Path data = folder.resolve("data");

        String first = token(ServedApi.of(settings(Map.of(), 8090), data));
        String second = token(ServedApi.of(settings(Map.of(), 8090), data));

        assertThat(first).matches("[A-Za-z0-9_-]{43}").isEqualTo(second);
        assertThat(data.resolve("api-token")).hasContent(first);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("api-token"))))
                .isEqualTo("rw-------");
        assertThat(data).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void takesTheTokenThatIsSetAndMakesNone() throws IOException {
        Path file = Files.writeString(folder.resolve("mine"), "in a file");

        assertThat(token(ServedApi.of(settings(Map.of("TOLLGATE_ADMIN_TOKEN", "mine"), 8090), folder)))
                .isEqualTo("mine");
        assertThat(token(ServedApi.of(settings(Map.of("TOLLGATE_ADMIN_TOKEN_FILE", file.toString()), 8090), folder)))
                .isEqualTo("in a file");
        assertThat(folder.resolve("api-token")).doesNotExist();
    }

    @Test
    void makesNoTokenWhereNothingIsServed() {
        ServedApi api = ServedApi.of(settings(Map.of(), -1), folder);

        assertThat(api.config().adminToken()).isNull();
        assertThat(api.describe()).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void saysWhereItIs() {
        assertThat(ServedApi.of(settings(Map.of(), 8090), folder).describe())
                .hasValue("http://127.0.0.1:8090 (its token: " + folder.resolve("api-token") + ")");
        assertThat(ServedApi.of(
                                settings(Map.of("TOLLGATE_HTTP_HOST", "::", "TOLLGATE_ADMIN_TOKEN", "mine"), 8091),
                                folder)
                        .describe())
                .hasValue("http://127.0.0.1:8091");
    }

    @Test
    void commandsFindItUntilItIsClosed() {
        ApiFiles files = new ApiFiles(folder);
        assertThat(files.findUrl()).isEmpty();

        files.tell("http://127.0.0.1:1");
        files.tell("http://127.0.0.1:2");
        assertThat(files.findUrl()).hasValue("http://127.0.0.1:2");

        ServedApi.of(settings(Map.of(), 8090), folder).close();
        assertThat(files.findUrl()).isEmpty();
    }

    private static String token(ServedApi api) {
        return requireNonNull(api.config().adminToken(), "adminToken").value();
    }

    private Settings settings(Map<String, String> environment, int port) {
        return new Settings(environment, SettingsFile.NONE)
                .with(KafkaSettings.BOOTSTRAP_SERVERS, "127.0.0.1:9092")
                .with(StreamsAppSettings.DATA_DIR, folder.resolve("streams"))
                .with(StreamsAppSettings.HTTP_PORT, port);
    }
}
