package io.tollgate.gateway.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.gateway.source.XdsLimits.Backoff;
import io.tollgate.gateway.source.XdsLimits.Settings;
import io.tollgate.gateway.source.XdsLimits.Tls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class XdsSettingsTest {

    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(10), Duration.ofSeconds(60), 2.0, true);

    @Test
    void takesNoSizeForGrpcsDefault() {
        assertThat(settings("host:1", Map.of(), 0).maxMessageBytes()).isEqualTo(4_194_304);
    }

    @Test
    void printsNoValuesOfHeaders() {
        assertThat(settings("host:1", Map.of("authorization", "secret"), 0).toString())
                .contains("authorization", "***")
                .doesNotContain("secret");
    }

    @Test
    void rejectsWhatCannotBe() {
        assertThatThrownBy(() -> settings(" ", Map.of(), 0)).hasMessageContaining("host:port");
        assertThatThrownBy(() -> settings("host:1", Map.of(), -1)).hasMessageContaining("maxMessageBytes: -1");
        assertThatThrownBy(() -> settings("host:1", Map.of("a b", "x"), 0)).hasMessageContaining("a b");
        assertThatThrownBy(() -> settings("host:1", Map.of("x-bin", "x"), 0)).hasMessageContaining("x-bin");
        assertThatThrownBy(() -> new Tls(null, Path.of("c"), null, "")).hasMessageContaining("both or none");
        assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ZERO, 2.0, true))
                .hasMessageContaining("0s < initial <= max");
        assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1), 1.0, true))
                .hasMessageContaining("growth: 1.0");
    }

    private static Settings settings(String target, Map<String, String> headers, int maxMessageBytes) {
        return new Settings(target, "default", Map.of(), headers, null, BACKOFF, maxMessageBytes);
    }
}
