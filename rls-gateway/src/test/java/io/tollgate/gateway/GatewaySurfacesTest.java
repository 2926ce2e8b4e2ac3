package io.tollgate.gateway;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import io.tollgate.envoy.extensions.common.ratelimit.v3.RateLimitDescriptor;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse.Code;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitServiceGrpc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway without Kafka, as its clients and its operators see it. */
final class GatewaySurfacesTest {

    private static final String GOOD = """
            domain: shop
            descriptors:
              - {key: user, rate_limit: {unit: day, requests_per_unit: 1}}
            """;
    private static final String BAD = """
            domain: shop
            descriptors:
              - {key: user, rate_limit: {unit: fortnight, requests_per_unit: 1}}
            """;
    private static final String RULE =
            "shop.user: unit=DAY requests_per_unit=1, shadow_mode: false, quota_mode: false\n";

    private static final RateLimitRequest REQUEST = RateLimitRequest.newBuilder()
            .setDomain("shop")
            .addDescriptors(RateLimitDescriptor.newBuilder()
                    .addEntries(RateLimitDescriptor.Entry.newBuilder()
                            .setKey("user")
                            .setValue("a")))
            .build();

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private @Nullable Gateway gateway;
    private @Nullable ManagedChannel channel;

    @BeforeEach
    void makeFolder() throws IOException {
        Files.createDirectory(folder.resolve("limits"));
    }

    @AfterEach
    void stop() {
        if (channel != null) {
            channel.shutdownNow();
        }
        if (gateway != null) {
            gateway.close();
        }
    }

    private void limits(String yaml) throws IOException {
        Files.writeString(folder.resolve("limits").resolve("shop.yaml"), yaml);
    }

    private Gateway start(Map<String, String> more) {
        Gateway started = Gateway.start(LoneGateway.config(folder, more));
        gateway = started;
        channel = Grpc.newChannelBuilderForAddress("127.0.0.1", started.grpcPort(), InsecureChannelCredentials.create())
                .build();
        return started;
    }

    private HttpResponse<String> get(int port, String path) {
        try {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String debug(String path) {
        return get(requireNonNull(gateway).debugPort().orElseThrow(), path).body();
    }

    private Code ask() {
        return RateLimitServiceGrpc.newBlockingStub(channel)
                .shouldRateLimit(REQUEST)
                .getOverallCode();
    }

    private ServingStatus health(String service) {
        return HealthGrpc.newBlockingStub(channel)
                .check(HealthCheckRequest.newBuilder().setService(service).build())
                .getStatus();
    }

    @Test
    void servesKuadrantsServiceOnTheSamePort() throws IOException {
        limits(GOOD);
        start(Map.of());
        var kuadrant = io.tollgate.kuadrant.service.ratelimit.v1.RateLimitServiceGrpc.newBlockingStub(channel);

        assertThat(kuadrant.checkRateLimit(REQUEST).getOverallCode()).isEqualTo(Code.OK);
        assertThat(kuadrant.report(REQUEST).getOverallCode()).isEqualTo(Code.OK);
        assertThat(kuadrant.checkRateLimit(REQUEST).getOverallCode()).isEqualTo(Code.OVER_LIMIT);

        assertThat(ask()).isEqualTo(Code.OVER_LIMIT);
        assertThat(services())
                .contains(
                        "envoy.service.ratelimit.v3.RateLimitService",
                        "kuadrant.service.ratelimit.v1.RateLimitService");
        assertThat(debug("/metrics")).contains("{grpc_method=\"CheckRateLimit\"} 2.0", "{grpc_method=\"Report\"} 1.0");
    }

    /** Returns the services that reflection lists. */
    private List<String> services() {
        CompletableFuture<List<String>> services = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> requests = ServerReflectionGrpc.newStub(channel)
                .serverReflectionInfo(new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse response) {
                        services.complete(response.getListServicesResponse().getServiceList().stream()
                                .map(ServiceResponse::getName)
                                .toList());
                    }

                    @Override
                    public void onError(Throwable problem) {
                        services.completeExceptionally(problem);
                    }

                    @Override
                    public void onCompleted() {}
                });
        requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
        List<String> listed = services.orTimeout(10, TimeUnit.SECONDS).join();
        requests.onCompleted();
        return listed;
    }

    @Test
    void startsWithBadLimitsHealthyAndWithoutAnswersUntilGoodOnesCome() throws IOException {
        limits(BAD);
        Gateway started = start(Map.of());
        await().until(started::ready);

        assertThat(health("ratelimit")).isEqualTo(ServingStatus.SERVING);
        assertThat(catchThrowableOfType(StatusRuntimeException.class, this::ask).getStatus())
                .returns(Status.Code.UNKNOWN, Status::getCode)
                .returns("no rate limit configuration loaded", Status::getDescription);
        assertThat(debug("/rlconfig").lines()).isNotEmpty().allMatch(line -> line.startsWith("#"));
        assertThat(debug("/rlconfig")).contains("shop.yaml:3", "fortnight");
        assertThat(debug("/status")).contains("limits: none were ever loaded", "limits rejected since 2", "fortnight");
        assertThat(debug("/metrics")).containsPattern("ratelimit_service_config_load_error\\S* 1");

        limits(GOOD);

        await().untilAsserted(() -> assertThat(debug("/rlconfig")).isEqualTo(RULE));
        assertThat(ask()).isEqualTo(Code.OK);
        assertThat(ask()).isEqualTo(Code.OVER_LIMIT);
    }

    @Test
    void goesOnWithTheLimitsBeforeWhereNewOnesAreRejectedAndSaysSo() throws IOException {
        limits(GOOD);
        start(Map.of());

        limits(BAD);

        await().untilAsserted(() -> assertThat(debug("/rlconfig")).startsWith("# the last set of limits was rejected"));
        assertThat(debug("/rlconfig")).endsWith("\n" + RULE);
        assertThat(ask()).isEqualTo(Code.OK);
    }

    @Test
    void doesNotStartWithBadLimitsWhereItIsNotTo() throws IOException {
        limits(BAD);

        GatewayStartException rejection = catchThrowableOfType(
                GatewayStartException.class, () -> start(Map.of("start.with.bad.limits", "false")));

        assertThat(rejection).hasMessageContainingAll("limits", "shop.yaml:3", "fortnight");
        assertThat(rejection.limitsRejected()).isTrue();
    }

    @Test
    void takesAnEmptyFolderForAnEmptySetOfLimits() {
        start(Map.of());

        assertThat(ask()).isEqualTo(Code.OK);
        assertThat(debug("/rlconfig")).isEmpty();
    }

    @Test
    void isHealthyOnlyWithLimitsWhereThatIsAskedFor() throws IOException {
        Gateway started = start(Map.of("healthy.with.at.least.one.config.loaded", "true"));

        assertThat(health("ratelimit")).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(get(started.httpPort(), "/healthcheck").statusCode()).isEqualTo(500);

        limits(GOOD);
        await().until(() -> health("ratelimit") == ServingStatus.SERVING);
        Files.delete(folder.resolve("limits").resolve("shop.yaml"));
        await().until(() -> health("ratelimit") == ServingStatus.NOT_SERVING);
    }

    @Test
    void tellsHealthOfTheServiceAlwaysOfTheServerAndOfNothingElse() {
        Gateway started = start(Map.of("ready.timeout.ms", "3600000"));

        assertThat(health("ratelimit")).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(health("")).isEqualTo(ServingStatus.SERVING);
        assertThat(catchThrowableOfType(StatusRuntimeException.class, () -> health("other"))
                        .getStatus()
                        .getCode())
                .isEqualTo(Status.Code.NOT_FOUND);
        assertThat(get(started.httpPort(), "/healthcheck").body()).isEmpty();
    }

    @Test
    void saysFirstThatItIsAboutToEndAndAnswersUntilTheDelayIsOver() {
        Gateway started = start(Map.of("drain.delay.ms", "3000"));
        await().until(started::ready);
        Iterator<HealthCheckResponse> watch = HealthGrpc.newBlockingStub(channel)
                .watch(HealthCheckRequest.newBuilder().setService("ratelimit").build());
        assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.SERVING);

        CompletableFuture<Void> end = CompletableFuture.runAsync(started::close);

        assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(ask()).isEqualTo(Code.OK);
        assertThat(health("")).isEqualTo(ServingStatus.SERVING);
        assertThat(end).isNotDone();
        end.join();
    }

    @Test
    void listsThePagesForOperatorsSorted() {
        start(Map.of());

        assertThat(debug("/").lines())
                .isSorted()
                .allMatch(line -> line.matches("/\\w*: .+"))
                .hasSize(5);
        assertThat(debug("/stats")).startsWith("process: pid ").contains("tollgate.counters.on.heap: ");
        assertThat(debug("/status")).contains("health: ", "usage of other gateways: stale: Kafka was never reached");
    }

    @Test
    void servesMetricsApartWherePrometheusIsUsed() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        start(Map.of("prometheus.enabled", "true", "prometheus.address", "127.0.0.1:" + port, "prometheus.path", "/m"));
        ask();

        assertThat(get(port, "/m").body()).contains("ratelimit_service_total_requests");
        assertThat(get(port, "/metrics").statusCode()).isEqualTo(404);
    }

    @Test
    void startsWithoutDebugPagesOnlyWhereNobodyAskedForTheirPort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            Map<String, String> port = Map.of("debug.port", Integer.toString(taken.getLocalPort()));

            assertThatThrownBy(() -> start(port))
                    .isInstanceOf(GatewayStartException.class)
                    .hasMessageContaining("debug.port");
        }
    }
}
