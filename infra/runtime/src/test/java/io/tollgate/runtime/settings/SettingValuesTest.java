package io.tollgate.runtime.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingValuesTest {

    private static final Setting<Long> NUMBER = Setting.own("a.number", SettingTypes.number(0, 9), "1", "A number.");
    private static final Setting<String> SECRET = Setting.own("a.secret", SettingTypes.SECRET, "", "A secret.");
    private static final List<SettingGroup> GROUPS = List.of(SettingGroup.of("All", NUMBER, SECRET));
    private static final SettingFamily FAMILY = new SettingFamily("kafka.", Set.of("TOLLGATE_KAFKA_JAVA_OPTS"));

    private static SettingValues read(Map<String, String> options, Map<String, String> environment, String file) {
        return SettingValues.read(
                new SettingSources(options, environment, SettingsFile.parse("f", file)), GROUPS, FAMILY);
    }

    @Test
    void putsAnOptionBeforeAVariableAndThatBeforeTheFileAndThatBeforeTheDefault() {
        Map<String, String> options = Map.of("a.number", "4");
        Map<String, String> environment = Map.of("TOLLGATE_A_NUMBER", "3");
        String file = "a.number=2";

        assertThat(read(options, environment, file).get(NUMBER)).isEqualTo(4);
        assertThat(read(Map.of(), environment, file).get(NUMBER)).isEqualTo(3);
        assertThat(read(Map.of(), Map.of("TOLLGATE_A_NUMBER", ""), file).get(NUMBER))
                .isEqualTo(2);
        assertThat(read(Map.of(), Map.of(), "").get(NUMBER)).isEqualTo(1);
    }

    @Test
    void saysWhereAWrongValueIsFrom() {
        assertThat(read(Map.of(), Map.of(), "\na.number=10").problems())
                .containsExactly("a.number (f:2): '10' (expected: a whole number from 0 to 9)");
        assertThat(read(Map.of(), Map.of("TOLLGATE_A_NUMBER", "x"), "").problems())
                .containsExactly("a.number (TOLLGATE_A_NUMBER): 'x' (expected: a whole number from 0 to 9)");
    }

    @Test
    void readsASecretFromAFileWhereverThatIsNamed(@TempDir Path folder) throws IOException {
        String path = Files.writeString(folder.resolve("secret"), " s3cret\n").toString();

        assertThat(read(Map.of("a.secret.file", path), Map.of(), "").get(SECRET))
                .isEqualTo("s3cret");
        assertThat(read(Map.of(), Map.of("TOLLGATE_A_SECRET_FILE", path, "TOLLGATE_A_SECRET", "other"), "")
                        .get(SECRET))
                .isEqualTo("s3cret");
        assertThat(read(Map.of(), Map.of(), "a.secret.file=" + path).get(SECRET))
                .isEqualTo("s3cret");
        assertThat(read(Map.of(), Map.of("TOLLGATE_A_SECRET", "nearer"), "a.secret.file=" + path)
                        .get(SECRET))
                .isEqualTo("nearer");
    }

    @Test
    void saysThatTheFileOfASecretIsNotThere() {
        assertThat(read(Map.of(), Map.of(), "a.secret.file=/absent").problems())
                .containsExactly("a.secret.file (f:1): /absent cannot be read: there is no such file");
    }

    @Test
    void takesAFamilyByNamesVariablesAndOptions() {
        Map<String, Given> family = read(
                        Map.of("kafka.linger.ms", "7"),
                        Map.of("TOLLGATE_KAFKA_SASL_MECHANISM", "PLAIN", "TOLLGATE_KAFKA_JAVA_OPTS", "-Xmx1g"),
                        "kafka.sasl.mechanism=other\nkafka.retries=5")
                .family(FAMILY);

        assertThat(family.keySet()).containsExactlyInAnyOrder("linger.ms", "sasl.mechanism", "retries");
        assertThat(family.get("sasl.mechanism"))
                .isEqualTo(new Given("PLAIN", "kafka.sasl.mechanism (TOLLGATE_KAFKA_SASL_MECHANISM)"));
        assertThat(family.get("retries")).isEqualTo(new Given("5", "kafka.retries (f:2)"));
    }

    @Test
    void showsNoSecretAnywhere() {
        SettingValues values = read(Map.of("a.secret", "s3cret"), Map.of("TOLLGATE_KAFKA_X", "s3cret"), "");

        assertThat(values.toString() + values.problems() + values.family(FAMILY))
                .doesNotContain("s3cret");
    }
}
