package io.tollgate.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.stub.StreamObserver;
import io.tollgate.gateway.limits.yaml.LimitFile;
import io.tollgate.translate.TranslationOptions;
import io.tollgate.translate.envoy.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ratelimit.config.ratelimit.v3.RateLimitConfig;

final class PolicyFolderTest {

    private static final String POLICY = """
            type: MeshGlobalRateLimit
            mesh: mesh
            name: demo
            spec:
              targetRef: {kind: MeshService, name: backend}
              from: [{default: {http: {requestRate: {num: 10, interval: 1m}}}}]
            """;
    private static final String MAPPING = """
            kind: Mapping
            metadata: {name: all}
            spec: {prefix: /shop/, service: backend, labels: {shop: [one: [generic_key: {value: one}]]}}
            """;
    private static final String RATE_LIMIT = """
            kind: RateLimit
            metadata: {name: five}
            spec: {domain: shop, limits: [{pattern: [generic_key: one], rate: 5, unit: minute}]}
            """;
    private static final String LIMITS = """
            domain: shop
            descriptors: [{key: generic_key, value: one, rate_limit: {unit: hour, requests_per_unit: 7}}]
            """;

    private final LimitDiscovery discovery = new LimitDiscovery();

    @TempDir
    private Path folder;

    private PolicyFolder policies = newFolder(Path.of(""));

    @BeforeEach
    void watch() {
        policies = newFolder(folder);
    }

    private PolicyFolder newFolder(Path watched) {
        return new PolicyFolder(
                watched, new TranslationOptions(10000, new Address("127.0.0.1", 8081), null), discovery);
    }

    @Test
    void policiesOfKongMeshAreServedBesideLimitFiles() {
        offer(POLICY, LIMITS);

        assertThat(served()).extracting(RateLimitConfig::getDomain).containsExactlyInAnyOrder("mesh", "shop");
    }

    @Test
    void mappingsOfEmissaryAskForLimitFiles() throws IOException {
        offer(MAPPING, LIMITS);

        assertThat(served()).extracting(RateLimitConfig::getDomain).containsExactly("shop");
        assertThat(envoy()).contains("prefix: \"/shop/\"", "domain: shop");
    }

    @Test
    void limitsOfEdgeStackAreForTheMappingsOfAllFiles() throws IOException {
        offer(RATE_LIMIT, MAPPING);

        assertThat(served())
                .singleElement()
                .satisfies(config -> assertThat(
                                config.getDescriptors(0).getRateLimit().getRequestsPerUnit())
                        .isEqualTo(5));
        assertThat(envoy()).contains("prefix: \"/shop/\"");
    }

    @Test
    void aResourceThatNamesADomainIsNoLimitFile() throws IOException {
        offer(
                "kind: RateLimitService\nname: limits\nservice: limits\nprotocol_version: v3\ndomain: shop\n",
                MAPPING,
                LIMITS);

        assertThat(served()).hasSize(1);
        assertThat(envoy()).contains("prefix: \"/shop/\"");
    }

    @Test
    void whatIsOfSeveralSystemsIsRejected() {
        offer(POLICY);
        offer(POLICY, MAPPING);

        assertThat(served()).extracting(RateLimitConfig::getDomain).containsExactly("mesh");
        assertThat(folder.resolve("envoy/envoy.yaml")).content().doesNotContain("/shop/");
    }

    private void offer(String... texts) {
        List<LimitFile> files = new ArrayList<>();
        for (String text : texts) {
            files.add(new LimitFile("file-" + files.size() + ".yaml", text, true));
        }
        policies.offer(files);
    }

    private String envoy() throws IOException {
        return Files.readString(folder.resolve("envoy/envoy.yaml"));
    }

    /** Returns what a client is told that asks now. */
    private List<RateLimitConfig> served() {
        Client client = new Client();
        discovery
                .streamAggregatedResources(client)
                .onNext(DiscoveryRequest.newBuilder()
                        .setTypeUrl(LimitDiscovery.TYPE)
                        .build());
        return client.resources.stream().map(PolicyFolderTest::unpacked).toList();
    }

    private static RateLimitConfig unpacked(Any resource) {
        try {
            return resource.unpack(RateLimitConfig.class);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Client implements StreamObserver<DiscoveryResponse> {
        private final List<Any> resources = new ArrayList<>();

        @Override
        public void onNext(DiscoveryResponse response) {
            resources.addAll(response.getResourcesList());
        }

        @Override
        public void onError(Throwable failure) {
            throw new IllegalStateException(failure);
        }

        @Override
        public void onCompleted() {
            resources.clear();
        }
    }
}
