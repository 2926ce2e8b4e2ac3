package io.tollgate.it;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Envoy and the gateway know each other by certificates. */
final class MutualTlsIT {

    private static final String SERVER = "tollgate.test";
    private static final String CLIENT = "envoy.test";

    @TempDir
    private Path folder;

    private @Nullable Certificates authority;
    private @Nullable DropInGateway gateway;

    @BeforeEach
    void start() {
        Certificates certificates = Certificates.in(folder.resolve("certificates"));
        authority = certificates;
        Certificates.Identity server = certificates.issue(SERVER);
        Path data = folder.resolve("data");
        Installation.limits(data.resolve("ratelimit/config"), 2, "day");
        Map<String, String> environment = new HashMap<>(DropInGateway.filesBelow(data));
        environment.putAll(Map.of(
                "GRPC_SERVER_USE_TLS", "true",
                "GRPC_SERVER_TLS_CERT", server.certificate().toString(),
                "GRPC_SERVER_TLS_KEY", server.key().toString(),
                "GRPC_CLIENT_TLS_CACERT", certificates.authority().toString(),
                "GRPC_CLIENT_TLS_SAN", CLIENT));
        gateway = DropInGateway.start(folder.resolve("gateway"), environment);
    }

    @AfterEach
    void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    @Test
    void envoyAsksOverMutualTls() {
        Certificates.Identity client = certificates().issue(CLIENT);
        try (EnvoyProcess envoy = EnvoyProcess.start(folder, port(), sample -> secured(sample, client))) {
            assertThat(new int[] {envoy.get("acme"), envoy.get("acme"), envoy.get("acme")})
                    .containsExactly(200, 200, 429);
        }
    }

    @Test
    void onlyAClientWithACertificateOfTheRightNameIsAnswered() {
        try (Rls known = client(certificates().issue(CLIENT));
                Rls stranger = client(certificates().issue("stranger.test"));
                Rls nobody = over(trusting().build())) {
            assertThat(known.hit("acme")).isTrue();
            assertThatThrownBy(() -> stranger.hit("acme")).isInstanceOf(StatusRuntimeException.class);
            assertThatThrownBy(() -> nobody.hit("acme")).isInstanceOf(StatusRuntimeException.class);
            assertThat(known.remaining("acme")).isEqualTo(1);
        }
    }

    private Certificates certificates() {
        return requireNonNull(authority, "authority");
    }

    private int port() {
        return requireNonNull(gateway, "gateway").grpcPort();
    }

    private Rls client(Certificates.Identity identity) {
        try {
            return over(trusting()
                    .keyManager(identity.certificate().toFile(), identity.key().toFile())
                    .build());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + identity, e);
        }
    }

    private TlsChannelCredentials.Builder trusting() {
        try {
            return TlsChannelCredentials.newBuilder()
                    .trustManager(certificates().authority().toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + certificates().authority(), e);
        }
    }

    private Rls over(ChannelCredentials credentials) {
        return Rls.over(Grpc.newChannelBuilderForAddress("127.0.0.1", port(), credentials)
                .overrideAuthority(SERVER)
                .build());
    }

    /** Puts TLS between Envoy and the gateway, whose cluster is the one with a timeout. */
    private String secured(String sample, Certificates.Identity client) {
        return sample.replace("      connect_timeout: 5s\n", """
                connect_timeout: 5s
                transport_socket:
                  name: envoy.transport_sockets.tls
                  typed_config:
                    "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext
                    sni: %s
                    common_tls_context:
                      tls_certificates:
                        - certificate_chain: { filename: "%s" }
                          private_key: { filename: "%s" }
                      validation_context:
                        trusted_ca: { filename: "%s" }
                        match_typed_subject_alt_names:
                          - { san_type: DNS, matcher: { exact: %s } }
                """.indent(6).formatted(
                SERVER, client.certificate(), client.key(), certificates().authority(), SERVER));
    }
}
