package io.tollgate.gateway.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.StringValue;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.tollgate.gateway.limits.LimitRule;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.LimitsInForce;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.gateway.limits.file.WindowAlignment;
import io.tollgate.gateway.source.XdsLimits.Backoff;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class XdsLimitsTest {

    private static final String TYPE = "type.googleapis.com/ratelimit.config.ratelimit.v3.RateLimitConfig";

    private final String name = InProcessServerBuilder.generateName();
    private final FakeXdsServer server = new FakeXdsServer(name);
    private final HurryingLoop loop = new HurryingLoop();
    private LimitsInForce limits = new LimitsInForce(LimitFileOptions.defaults());
    private XdsLimits xds;

    @BeforeEach
    void connect() {
        xds = over(limits, loop);
    }

    @AfterEach
    void close() {
        xds.close();
        server.close();
    }

    @Test
    void asksForAllResourcesOfTheTypeAndSaysWhoItIs() {
        start();

        DiscoveryRequest first = request(0);
        assertThat(first.getTypeUrl()).isEqualTo(TYPE);
        assertThat(first.getNode().getId()).isEqualTo("gateway-1");
        assertThat(first.getNode().getMetadata().getFieldsOrThrow("zone").getStringValue())
                .isEqualTo("east");
        assertThat(first.getVersionInfo()).isEmpty();
        assertThat(first.getResponseNonce()).isEmpty();
        assertThat(first.getResourceNamesList()).isEmpty();
        assertThat(first.hasErrorDetail()).isFalse();
    }

    @Test
    void putsASetInForceAndAcceptsItsVersionAndNonce() {
        start();

        server.respond("v1", "n1", Configs.limiting("a", "a", "k"), Configs.limiting("b", "b", "k"));

        DiscoveryRequest accepted = request(1);
        assertThat(domains()).containsExactlyInAnyOrder("a", "b");
        assertThat(accepted.getVersionInfo()).isEqualTo("v1");
        assertThat(accepted.getResponseNonce()).isEqualTo("n1");
        assertThat(accepted.hasErrorDetail()).isFalse();
        assertThat(accepted.getNode().getId()).isEqualTo("gateway-1");
        assertThat(accepted.getTypeUrl()).isEqualTo(TYPE);
    }

    @Test
    void rejectsASetAndNamesTheVersionAcceptedLastAndWhy() {
        start();
        server.respond("v1", "n1", Configs.limiting("a", "a", "k"));
        request(1);

        server.respond("v2", "n2", Configs.limiting("a", "a", "j"), Configs.bad("b", "b"));

        DiscoveryRequest rejected = request(2);
        assertThat(rejected.getVersionInfo()).isEqualTo("v1");
        assertThat(rejected.getResponseNonce()).isEqualTo("n2");
        assertThat(rejected.getErrorDetail().getMessage()).isEqualTo("b: descriptors[0].key: descriptor has empty key");
        assertThat(rejected.getErrorDetail().getCode()).isZero();
        assertThat(domains()).containsExactly("a");
        assertThat(limits.state().rejections()).isEqualTo(1);
    }

    @Test
    void rejectsAFirstSetWithoutAVersion() {
        start();

        server.respond("v1", "n1", Configs.bad("a", "a"));

        assertThat(request(1).getVersionInfo()).isEmpty();
        assertThat(limits.table()).isNull();
        assertThat(limits.state().wasOffered()).isTrue();
    }

    @Test
    void takesAnEmptyListForASetWithoutLimits() {
        start();
        server.respond("v1", "n1", Configs.limiting("a", "a", "k"));

        server.respond("v2", "n2");

        assertThat(request(2).getVersionInfo()).isEqualTo("v2");
        assertThat(domains()).isEmpty();
        assertThat(limits.table()).isNotNull();
    }

    @Test
    void rejectsTwoResourcesOfOneDomain() {
        start();

        server.respond("v1", "n1", Configs.limiting("b", "d", "k"), Configs.limiting("a", "d", "j"));

        assertThat(request(1).getErrorDetail().getMessage())
                .startsWith("b: domain: duplicate domain 'd' in config file (first in a;");
    }

    @Test
    void joinsResourcesOfOneDomainInOrderOfTheirNamesWhenMerging() {
        xds.close();
        limits = new LimitsInForce(new LimitFileOptions(true, WindowAlignment.EPOCH));
        xds = over(limits, new HurryingLoop());
        start();

        server.respond("v1", "n1", Configs.limiting("b", "d", "k"), Configs.limiting("a", "d", "j"));

        assertThat(request(1).hasErrorDetail()).isFalse();
        assertThat(table().rules()).extracting(LimitRule::path).containsExactly("j", "k");
    }

    @Test
    void rejectsResourcesThatDoNotUnpackAndCountsNothing() {
        start();

        server.respondWith("v1", "n1", Any.pack(StringValue.of("x")));
        assertThat(request(1).getErrorDetail().getMessage())
                .startsWith("mismatched message type: got 'type.googleapis.com/google.protobuf.StringValue'");

        server.respondWith(
                "v2",
                "n2",
                Any.newBuilder()
                        .setTypeUrl(TYPE)
                        .setValue(ByteString.copyFrom(new byte[] {0x0A, 0x7F}))
                        .build());
        assertThat(request(2).getErrorDetail().getMessage()).contains("protocol message");
        assertThat(request(2).getResponseNonce()).isEqualTo("n2");
        assertThat(limits.state().rejections()).isZero();

        server.respond("v3", "n3");
        assertThat(request(3).hasErrorDetail()).isFalse();
    }

    @Test
    void countsASetThatIsSentAgainAfterARejectionOnceAndTakesItsTimeToRejectIt() {
        start();

        server.respond("v1", "n1", Configs.bad("a", "a"), Configs.limiting("b", "b", "k"));
        assertThat(request(1).getResponseNonce()).isEqualTo("n1");
        assertThat(loop.waits()).isEmpty();
        server.respond("v1", "n2", Configs.limiting("b", "b", "k"), Configs.bad("a", "a"));

        assertThat(request(2).getResponseNonce()).isEqualTo("n2");
        assertThat(request(2).getErrorDetail().getMessage()).startsWith("a: descriptors[0]");
        assertThat(loop.waits()).containsExactly(Duration.ofSeconds(1));
        assertThat(limits.state().rejections()).isEqualTo(1);
    }

    @Test
    void opensALostStreamAnewAndSaysWhatItHas() {
        start();
        server.respond("v1", "n1", Configs.limiting("a", "a", "k"));
        request(1);

        server.fail(Status.UNAVAILABLE);

        DiscoveryRequest again = request(2);
        assertThat(again.getVersionInfo()).isEqualTo("v1");
        assertThat(again.getResponseNonce()).isEqualTo("n1");
        assertThat(again.getNode().getId()).isEqualTo("gateway-1");
        assertThat(domains()).containsExactly("a");

        server.complete();

        assertThat(request(3)).isEqualTo(again);
    }

    @Test
    void claimsNoRejectedVersionOnANewStream() {
        start();
        server.respond("v1", "n1", Configs.limiting("a", "a", "k"));
        server.respond("v2", "n2", Configs.bad("a", "a"));
        request(2);

        server.fail(Status.INTERNAL);

        assertThat(request(3).getVersionInfo()).isEqualTo("v1");
        assertThat(request(3).getResponseNonce()).isEqualTo("n2");
        assertThat(request(3).hasErrorDetail()).isFalse();
    }

    @Test
    void waitsLongerEachTimeAStreamIsLost() {
        start();
        server.respond("v1", "n1");
        request(1);
        server.rejectStreams(Status.UNAVAILABLE);
        server.fail(Status.UNAVAILABLE);
        await().until(() -> loop.waits().size() >= 5);
        server.rejectStreams(null);

        assertThat(loop.waits().subList(0, 5))
                .containsExactly(millis(100), millis(200), millis(400), millis(500), millis(500));
    }

    @Test
    void waitsForAServerThatIsNotThereYet() {
        server.close();
        xds.start();
        await().until(() -> loop.waits().size() >= 2);

        try (FakeXdsServer late = new FakeXdsServer(name)) {
            await().until(() -> !late.requests().isEmpty());
            late.respond("v1", "n1", Configs.limiting("a", "a", "k"));
            await().until(() -> domains().equals(Set.of("a")));
            xds.close();
        }
    }

    @Test
    void endsItsStreamWhenItIsClosedAndKeepsTheLimits() {
        start();
        server.respond("v1", "n1", Configs.limiting("a", "a", "k"));
        request(1);

        xds.close();
        xds.close();

        await().until(() -> !server.cancellations().isEmpty());
        assertThat(loop.isTerminated()).isTrue();
        assertThat(loop.waits()).isEmpty();
        assertThat(server.streams()).isEqualTo(1);
        assertThat(domains()).containsExactly("a");
    }

    private XdsLimits over(LimitsInForce target, ScheduledThreadPoolExecutor executor) {
        Backoff backoff = new Backoff(millis(100), millis(500), 2.0, false);
        return new XdsLimits(
                new XdsLimits.Settings("fake", "gateway-1", Map.of("zone", "east"), Map.of(), null, backoff, 0),
                target,
                callbacks -> InProcessChannelBuilder.forName(name)
                        .executor(callbacks)
                        .build(),
                executor,
                new ReconnectDelay(backoff, () -> 0, () -> 0));
    }

    private void start() {
        xds.start();
        request(0);
    }

    private DiscoveryRequest request(int index) {
        await().until(() -> server.requests().size() > index);
        return server.requests().get(index);
    }

    private LimitTable table() {
        LimitTable table = limits.table();
        return table == null ? LimitTable.empty() : table;
    }

    private Set<String> domains() {
        return table().domains();
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }
}
