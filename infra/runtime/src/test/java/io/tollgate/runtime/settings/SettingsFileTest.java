package io.tollgate.runtime.settings;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsFileTest {

    private static Map<String, String> texts(SettingsFile file) {
        return file.entries().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().text()));
    }

    @Test
    void readsPropertiesAsJavaWritesThem() {
        SettingsFile file = SettingsFile.parse("f", """
                # a comment that ends in a backslash \\
                a=1
                b : 2\t
                ! another
                kafka.sasl.jaas.config=org.x.Login required \\
                    username="u" \\
                    password="p\\\\q";
                """);

        assertThat(file.problems()).isEmpty();
        assertThat(texts(file))
                .isEqualTo(Map.of(
                        "a",
                        "1",
                        "b",
                        "2",
                        "kafka.sasl.jaas.config",
                        "org.x.Login required username=\"u\" password=\"p\\q\";"));
        assertThat(file.entries().get("kafka.sasl.jaas.config"))
                .extracting(entry -> requireNonNull(entry).where())
                .isEqualTo("f:5");
    }

    @Test
    void namesTheLineOfWhatIsWrong() {
        SettingsFile file = SettingsFile.parse("f", "a=1\nb=\\u12\n\na=2\nc=3");

        assertThat(file.problems())
                .containsExactly(
                        "f:2: a backslash with u needs four hexadecimal digits",
                        "f:4: a is given a second time (first at f:1)");
        assertThat(file.unknown(name -> name.equals("a")))
                .containsExactly("f:5: c: unknown setting; docs/operate/configuration.md has all names");
        assertThat(texts(file)).containsEntry("a", "1");
    }

    @Test
    void saysThatAFileIsNotThere(@TempDir Path folder) {
        Path absent = folder.resolve("absent");

        assertThat(SettingsFile.read(absent).problems())
                .containsExactly(absent + " cannot be read: there is no such file");
    }

    @Test
    void showsNoValues() {
        assertThat(SettingsFile.parse("f", "admin.token=s3cret").toString())
                .contains("admin.token")
                .doesNotContain("s3cret");
    }
}
