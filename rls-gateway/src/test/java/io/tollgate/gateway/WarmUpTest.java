package io.tollgate.gateway;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.UInt64Value;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.tollgate.envoy.extensions.common.ratelimit.v3.RateLimitDescriptor;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitServiceGrpc;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that asks itself before it says that others may. */
final class WarmUpTest {

    private static final String SHORT = "3000";
    private static final String LONGER_THAN_A_TEST = "600000";
    private static final String LIMITS = """
            domain: shop
            descriptors:
              - {key: user, rate_limit: {unit: day, requests_per_unit: 1000}}
              - {key: user, value: bot, rate_limit: {unit: second, requests_per_unit: 1}}
            """;

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private @Nullable Gateway gateway;

    @BeforeEach
    void writeLimits() throws IOException {
        Files.createDirectory(folder.resolve("limits"));
        Files.writeString(folder.resolve("limits/shop.yaml"), LIMITS);
    }

    @AfterEach
    void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    private Gateway start(String longestWarmUp) {
        Gateway started = Gateway.start(LoneGateway.config(folder, Map.of("warm.up.max.ms", longestWarmUp)));
        gateway = started;
        return started;
    }

    private String debug(String path) throws IOException, InterruptedException {
        int port = requireNonNull(gateway).debugPort().orElseThrow();
        return client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    private RateLimitResponse ask(String user, long hits) {
        ManagedChannel channel = Grpc.newChannelBuilderForAddress(
                        "127.0.0.1", requireNonNull(gateway).grpcPort(), InsecureChannelCredentials.create())
                .build();
        try {
            return RateLimitServiceGrpc.newBlockingStub(channel)
                    .shouldRateLimit(RateLimitRequest.newBuilder()
                            .setDomain("shop")
                            .addDescriptors(RateLimitDescriptor.newBuilder()
                                    .setHitsAddend(UInt64Value.of(hits))
                                    .addEntries(RateLimitDescriptor.Entry.newBuilder()
                                            .setKey("user")
                                            .setValue(user)))
                            .build());
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void whatAGatewayAsksItselfIsCountedReportedAndShownNowhere() throws Exception {
        Gateway started = start(SHORT);
        await().atMost(Duration.ofMinutes(1)).until(started::ready);

        assertThat(debug("/status"))
                .containsPattern("warm-up: [1-9]\\d* requests in \\d+\\.\\d s\n")
                .contains("counters waiting for their report: 0\n");
        assertThat(debug("/metrics")).doesNotContain("rate_limit_shop_user", "total_requests");
        assertThat(ask("(warm-up 0)", 0).getStatuses(0).getLimitRemaining()).isEqualTo(1000);
        assertThat(ask("bot", 0).getStatuses(0).getLimitRemaining()).isEqualTo(1);
        assertThat(folder.resolve("data/warm-up")).doesNotExist();
    }

    @Test
    void aGatewayAnswersAndCountsWhileItWarmsUp() {
        start(LONGER_THAN_A_TEST);

        assertThat(ask("anna", 3).getStatuses(0).getLimitRemaining()).isEqualTo(997);
        assertThat(ask("anna", 3).getStatuses(0).getLimitRemaining()).isEqualTo(994);
    }

    @Test
    void aGatewayThatIsToldToEndDoesNotGoOnWarmingUp() throws IOException {
        Gateway started = start(LONGER_THAN_A_TEST);

        started.close();

        try (var left = Files.list(folder.resolve("data"))) {
            assertThat(left).noneMatch(each -> each.endsWith("warm-up"));
        }
    }

    @Test
    void whereThereIsNoLimitThereIsNothingToWarmUp() throws Exception {
        Files.delete(folder.resolve("limits/shop.yaml"));
        Gateway started = start(LONGER_THAN_A_TEST);
        await().until(started::ready);

        assertThat(debug("/status")).contains("warm-up: none: no limits\n");
    }

    @Test
    void aGatewayWhoseLimitsAreThoseOfSubscriptionsWarmsUpToo() throws Exception {
        Files.writeString(
                folder.resolve("limits/shop.yaml"),
                "domain: shop\ndescriptors: [{key: api_key, limits_from: subscription}]\n");
        Gateway started = start(SHORT);
        await().atMost(Duration.ofMinutes(1)).until(started::ready);

        assertThat(debug("/status")).containsPattern("warm-up: [1-9]\\d* requests in \\d+\\.\\d s\n");
    }

    @Test
    void aWarmUpThatIsTurnedOffIsLeftOut() throws Exception {
        Gateway started = start("0");
        await().until(started::ready);

        assertThat(debug("/status")).contains("warm-up: none: turned off\n");
    }
}
