package io.tollgate.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class UnneededVariablesTest {

    @Test
    void saysOfEachThatItIsNotNeededAndWhyButNeverItsValue() {
        Map<String, String> environment =
                Map.of("REDIS_AUTH", "s3cret", "MEMCACHE_TLS", "true", "BACKEND_TYPE", "redis", "GRPC_PORT", "8081");

        assertThat(UnneededVariables.notes(environment))
                .hasSize(3)
                .allMatch(note -> note.contains("is set but not needed: "))
                .noneMatch(note -> note.contains("s3cret"))
                .extracting(note -> note.split(" ", 2)[0])
                .containsExactly("BACKEND_TYPE", "MEMCACHE_TLS", "REDIS_AUTH");
    }
}
