package io.tollgate.runtime.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingTypesTest {

    @ParameterizedTest
    @ValueSource(strings = {"1", "t", "T", "TRUE", "true", "True"})
    void readsWhatGoTakesForTrue(String text) {
        assertThat(SettingTypes.TRUTH.read(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "f", "F", "FALSE", "false", "False"})
    void readsWhatGoTakesForFalse(String text) {
        assertThat(SettingTypes.TRUTH.read(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "on", "tRUE", "", " true"})
    void takesNothingElseForATruthValue(String text) {
        assertThatThrownBy(() -> SettingTypes.TRUTH.read(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "10s, PT10S",
        "1h30m, PT1H30M",
        "150us, PT0.00015S",
        "1.5h, PT1H30M",
        ".5s, PT0.5S",
        "2h3m4.5s, PT2H3M4.5S",
        "0, PT0S",
        "+1ms, PT0.001S",
        "3ns, PT0.000000003S"
    })
    void readsDurationsAsGoWritesThem(String text, Duration duration) {
        assertThat(SettingTypes.duration(Duration.ZERO).read(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "s", "", "1x", "1s 2s", "-1s", "1e3s", "9999999h", "1d"})
    void takesNothingElseForADuration(String text) {
        assertThatThrownBy(() -> SettingTypes.duration(Duration.ZERO).read(text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsListsAndMaps() {
        assertThat(SettingTypes.LIST.read("a,b")).containsExactly("a", "b");
        assertThat(SettingTypes.LIST.read("")).isEmpty();
        assertThat(SettingTypes.map(":").read("k:v,k2:v:2,k3:"))
                .containsExactly(Map.entry("k", "v"), Map.entry("k2", "v:2"), Map.entry("k3", ""));
        assertThat(SettingTypes.map("=").read("")).isEmpty();
        assertThatThrownBy(() -> SettingTypes.map(":").read("k")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsAddresses() {
        assertThat(SettingTypes.HOST_AND_PORT.read(":9090")).isEqualTo(new HostAndPort("0.0.0.0", 9090));
        assertThat(SettingTypes.HOST_AND_PORT.read("[::1]:9090")).isEqualTo(new HostAndPort("::1", 9090));
        assertThatThrownBy(() -> SettingTypes.HOST_AND_PORT.read("9090")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsWordsInEitherCase() {
        assertThat(SettingTypes.oneOf("FILE", "GRPC_XDS_SOTW").read("file")).isEqualTo("FILE");
    }
}
