package io.tollgate.gateway.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.tollgate.gateway.tracing.Tracing.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OtlpTargetTest {

    private final Map<String, String> environment = new HashMap<>();

    @Test
    void hasTheStandardsDefaults() {
        OtlpTarget target = OtlpTarget.read(Protocol.HTTP, environment);

        assertThat(target.timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(target.compression()).isEqualTo("none");
        assertThat(target.headers()).isEmpty();
        assertThat(target.trusted()).isNull();
        assertThat(target.identity()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP, , , , http://localhost:4318/v1/traces",
        "HTTP, http://c:1, , , http://c:1/v1/traces",
        "HTTP, http://c:1/x/, , , http://c:1/x/v1/traces",
        "HTTP, http://c:1, http://t:2/y, , http://t:2/y",
        "GRPC, , , , http://localhost:4317",
        "GRPC, https://c:1, , , https://c:1",
        "GRPC, https://c:1, http://t:2, , http://t:2",
        "GRPC, c:1, , true, http://c:1",
        "GRPC, c:1, , , https://c:1",
    })
    void findsTheEndpoint(Protocol protocol, String general, String traces, String insecure, String expected) {
        set("ENDPOINT", general);
        set("TRACES_ENDPOINT", traces);
        set("INSECURE", insecure);

        assertThat(OtlpTarget.read(protocol, environment).endpoint()).isEqualTo(expected);
    }

    @Test
    void readsEachVariable(@TempDir Path folder) throws IOException {
        Path pem = Files.writeString(folder.resolve("a.pem"), "x");
        set("HEADERS", "other=1");
        set("TRACES_HEADERS", "a=b%20c+d, e = f=g");
        set("TIMEOUT", "1500");
        set("COMPRESSION", "gzip");
        set("CERTIFICATE", pem.toString());
        set("CLIENT_KEY", pem.toString());
        set("CLIENT_CERTIFICATE", pem.toString());

        OtlpTarget target = OtlpTarget.read(Protocol.GRPC, environment);

        assertThat(target.headers()).containsOnly(entry("a", "b c+d"), entry("e", "f=g"));
        assertThat(target.timeout()).isEqualTo(Duration.ofMillis(1_500));
        assertThat(target.compression()).isEqualTo("gzip");
        assertThat(target.trusted()).isEqualTo("x");
        assertThat(target.identity()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"TIMEOUT, soon", "COMPRESSION, zip", "CERTIFICATE, /no/such/file", "HEADERS, secret"})
    void refusesWhatItCannotRead(String variable, String value) {
        set(variable, value);

        assertThatThrownBy(() -> OtlpTarget.read(Protocol.HTTP, environment))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("OTEL_EXPORTER_OTLP_" + variable)
                .hasMessageNotContaining("secret");
    }

    private void set(String variable, String value) {
        if (value != null) {
            environment.put("OTEL_EXPORTER_OTLP_" + variable, value);
        }
    }
}
