package io.tollgate.gateway.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.TlsServerCredentials;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.LimitsInForce;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.gateway.source.XdsLimits.Backoff;
import io.tollgate.gateway.source.XdsLimits.Settings;
import io.tollgate.gateway.source.XdsLimits.Tls;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against java-control-plane's server, over a real connection. */
final class DiscoveryServerTest {

    private static final Metadata.Key<String> TOKEN =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    @TempDir
    private Path dir;

    private final LimitsInForce limits = new LimitsInForce(LimitFileOptions.defaults());
    private final OneSetWatcher watcher = new OneSetWatcher();
    private final List<String> tokens = new CopyOnWriteArrayList<>();
    private @Nullable Server server;
    private @Nullable XdsLimits xds;

    @AfterEach
    void close() {
        if (xds != null) {
            xds.close();
        }
        if (server != null) {
            server.shutdownNow();
        }
    }

    @Test
    void takesTheLimitsOfKongMeshAndWhatBecomesOfThem() throws IOException {
        watcher.set("1", List.of(Configs.kongMesh("default")));
        connect(serve(0, InsecureServerCredentials.create()), null, 0);

        await().until(() -> describe().size() == 3);
        assertThat(describe())
                .containsExactly(
                        "default.kuma.io/service_demo-app_kuma-demo_svc_5000.x-tier_gold: unit=HOUR"
                                + " requests_per_unit=1000, shadow_mode: false, quota_mode: false",
                        "default.kuma.io/service_demo-app_kuma-demo_svc_5000: unit=SECOND"
                                + " requests_per_unit=10, shadow_mode: false, quota_mode: false",
                        "default.kuma.io/service_redis_kuma-demo_svc_6379: unit=DAY"
                                + " requests_per_unit=100, shadow_mode: true, quota_mode: false");
        assertThat(tokens).containsExactly("Bearer zone-token");

        watcher.set("2", List.of(Configs.kongMesh("default"), Configs.bad("other", "other")));
        await().until(() -> last().hasErrorDetail());
        assertThat(last().getVersionInfo()).isEqualTo("1");
        assertThat(last().getErrorDetail().getMessage())
                .isEqualTo("other: descriptors[0].key: descriptor has empty key");
        assertThat(domains()).containsExactly("default");

        watcher.set("3", List.of(Configs.kongMesh("default"), Configs.kongMesh("other")));
        await().until(() -> last().getVersionInfo().equals("3"));
        assertThat(domains()).containsExactlyInAnyOrder("default", "other");

        watcher.set("4", List.of());
        await().until(() -> last().getVersionInfo().equals("4"));
        assertThat(domains()).isEmpty();
    }

    @Test
    void comesBackToAServerThatWasAway() throws IOException {
        watcher.set("1", List.of(Configs.kongMesh("default")));
        Server first = serve(0, InsecureServerCredentials.create());
        connect(first, null, 0);
        await().until(() -> last().getVersionInfo().equals("1"));

        int port = first.getPort();
        first.shutdownNow();
        await().until(first::isTerminated);
        watcher.set("2", List.of(Configs.kongMesh("other")));
        assertThat(domains()).containsExactly("default");
        serve(port, InsecureServerCredentials.create());

        await().until(() -> domains().equals(Set.of("other")));
    }

    @Test
    void provesWhoItIsWithAKeyAsEnvoyGatewayWritesIt() throws IOException, GeneralSecurityException {
        TestCertificate theirs = TestCertificate.of("xds.test", dir);
        TestCertificate ours = TestCertificate.of("gateway.test", dir);
        watcher.set("1", List.of(Configs.kongMesh("default")));
        ServerCredentials credentials = TlsServerCredentials.newBuilder()
                .keyManager(theirs.certificate().toFile(), theirs.keyInPkcs8().toFile())
                .trustManager(ours.certificate().toFile())
                .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
                .build();

        connect(serve(0, credentials), new Tls(theirs.certificate(), ours.certificate(), ours.key(), "xds.test"), 0);

        await().until(() -> domains().equals(Set.of("default")));
    }

    @Test
    void readsNoMessageAboveTheBound() throws IOException {
        watcher.set("1", List.of(Configs.limiting("a", "a", "k".repeat(2_000))));
        connect(serve(0, InsecureServerCredentials.create()), null, 1_000);
        await().until(() -> tokens.size() >= 2);
        assertThat(limits.state().wasOffered()).isFalse();

        watcher.set("2", List.of(Configs.limiting("a", "a", "k")));

        await().until(() -> domains().equals(Set.of("a")));
    }

    private Server serve(int port, ServerCredentials credentials) throws IOException {
        Server started = Grpc.newServerBuilderForPort(port, credentials)
                .addService(new LimitsDiscoveryServer(watcher).getAggregatedDiscoveryServiceImpl())
                .intercept(new TokenReader())
                .build()
                .start();
        server = started;
        return started;
    }

    private void connect(Server to, @Nullable Tls tls, int maxMessageBytes) {
        Backoff backoff = new Backoff(Duration.ofMillis(20), Duration.ofMillis(100), 2.0, true);
        Settings settings = new Settings(
                "localhost:" + to.getPort(),
                "default",
                Map.of(),
                Map.of("authorization", "Bearer zone-token"),
                tls,
                backoff,
                maxMessageBytes);
        XdsLimits started = new XdsLimits(settings, limits);
        xds = started;
        started.start();
    }

    private DiscoveryRequest last() {
        List<DiscoveryRequest> requests = watcher.requests();
        return requests.isEmpty() ? DiscoveryRequest.getDefaultInstance() : requests.get(requests.size() - 1);
    }

    private List<String> describe() {
        LimitTable table = limits.table();
        return table == null ? List.of() : table.describe();
    }

    private Set<String> domains() {
        LimitTable table = limits.table();
        return table == null ? Set.of() : table.domains();
    }

    private final class TokenReader implements ServerInterceptor {

        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            tokens.add(String.valueOf(headers.get(TOKEN)));
            return next.startCall(call, headers);
        }
    }
}
