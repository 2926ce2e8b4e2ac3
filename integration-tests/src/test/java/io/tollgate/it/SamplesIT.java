package io.tollgate.it;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * A real Envoy with the actions that other gateways make of our samples asks a real gateway with the limits of the same
 * samples. What Istio adds to Envoy's configuration is in the sample itself; what Envoy Gateway and kgateway make of their
 * resources is written here after their sources.
 */
final class SamplesIT {

    /** A second in the middle of its minute and its hour. */
    private static final long NOW_SECONDS = 1_773_147_630;

    @TempDir
    private Path folder;

    @Test
    void envoyGatewayAsksByRouteAndRule() throws IOException {
        SampleManifests sample = SampleManifests.of("envoy-gateway");
        String limits = Files.readString(SampleManifests.folder("envoy-gateway").resolve("limits.yaml"));
        Map<?, ?> rule = map(sample.at("BackendTrafficPolicy", "spec", "rateLimit", "global", "rules", 0));

        assertThat(limits).contains("requests_per_unit: " + in(rule, "limit", "requests"));
        try (DropInGateway gateway = gateway(DropInGateway.filesBelow(folder), limits);
                EnvoyProcess envoy =
                        envoy(gateway, domainOfEnvoyGateway(sample), actionsOfEnvoyGateway(sample, rule))) {
            assertThat(statuses(envoy, 4, "/", "x-user-id: ann", "x-plan: free"))
                    .containsExactly(200, 200, 200, 429);
            assertThat(statuses(envoy, 1, "/", "x-user-id: bob", "x-plan: free"))
                    .containsExactly(200);
            assertThat(statuses(envoy, 1, "/", "x-user-id: ann", "x-plan: paid"))
                    .containsExactly(200);
        }
    }

    private static String domainOfEnvoyGateway(SampleManifests sample) {
        return sample.at("HTTPRoute", "metadata", "namespace") + "/"
                + sample.at("HTTPRoute", "spec", "parentRefs", 0, "name") + "/http";
    }

    /** As in {@code internal/xds/translator/ratelimit.go}: the route, then each match of the rule. */
    private static List<Map<String, Object>> actionsOfEnvoyGateway(SampleManifests sample, Map<?, ?> rule) {
        String host = (String) sample.at("HTTPRoute", "spec", "hostnames", 0);
        String route = "httproute/" + sample.at("HTTPRoute", "metadata", "namespace") + "/"
                + sample.at("HTTPRoute", "metadata", "name") + "/rule/0/match/0/" + host.replace('.', '_');
        List<Map<String, Object>> actions = new ArrayList<>();
        actions.add(genericKey(route, route));
        List<?> selectors = (List<?>) in(rule, "clientSelectors");
        List<?> headers = (List<?>) in(map(selectors.get(0)), "headers");
        for (int i = 0; i < headers.size(); i++) {
            Map<?, ?> match = map(headers.get(i));
            String key = "rule-0-match-" + i;
            if ("Distinct".equals(match.get("type"))) {
                actions.add(requestHeader(in(match, "name"), key));
            } else {
                actions.add(Map.of(
                        "header_value_match",
                        Map.of(
                                "descriptor_key",
                                key,
                                "descriptor_value",
                                key,
                                "headers",
                                List.of(Map.of(
                                        "name",
                                        in(match, "name"),
                                        "string_match",
                                        Map.of("exact", in(match, "value")))))));
            }
        }
        return actions;
    }

    @Test
    void istioAsksByThePathAsItsEnvoyFiltersSay() {
        SampleManifests sample = SampleManifests.of("istio");
        Map<?, ?> filter = map(sample.at(
                "EnvoyFilter", "spec", "configPatches", 0, "patch", "value", "typed_config", "rate_limit_service"));
        String domain = (String)
                sample.at("EnvoyFilter", "spec", "configPatches", 0, "patch", "value", "typed_config", "domain");
        List<?> actions = (List<?>)
                sample.at("EnvoyFilter", "spec", "configPatches", 0, "patch", "value", "rate_limits", 0, "actions");

        assertThat(filter.toString()).as("the Service of the sample").contains("|8081||ratelimit.default.svc");
        assertThat(sample.at("Service", "metadata", "name")).isEqualTo("ratelimit");
        try (DropInGateway gateway = gatewayOf(sample);
                EnvoyProcess envoy = envoy(gateway, domain, actions)) {
            assertThat(statuses(envoy, 6, "/productpage")).containsExactly(200, 200, 200, 200, 200, 429);
            assertThat(statuses(envoy, 1, "/other")).containsExactly(200);
        }
    }

    @Test
    void kgatewayAsksByTheEntriesOfItsTrafficPolicy() {
        SampleManifests sample = SampleManifests.of("kgateway");
        String domain = (String) sample.at("GatewayExtension", "spec", "rateLimit", "domain");
        List<?> entries =
                (List<?>) sample.at("TrafficPolicy", "spec", "rateLimit", "global", "descriptors", 0, "entries");
        List<Map<String, Object>> actions =
                entries.stream().map(entry -> actionOfKgateway(map(entry))).toList();

        try (DropInGateway gateway = gatewayOf(sample);
                EnvoyProcess envoy = envoy(gateway, domain, actions)) {
            assertThat(statuses(envoy, 6, "/orders", "X-User-ID: ann")).containsExactly(200, 200, 200, 200, 200, 429);
            assertThat(statuses(envoy, 1, "/orders", "X-User-ID: bob")).containsExactly(200);
            assertThat(statuses(envoy, 1, "/carts", "X-User-ID: ann")).containsExactly(200);
        }
    }

    /** As in {@code createRateLimitActions} of kgateway's plugin {@code trafficpolicy}. */
    private static Map<String, Object> actionOfKgateway(Map<?, ?> entry) {
        return switch (String.valueOf(entry.get("type"))) {
            case "Generic" -> genericKey(in(entry, "generic", "key"), in(entry, "generic", "value"));
            case "Header" -> requestHeader(in(entry, "header"), in(entry, "header"));
            case "RemoteAddress" -> Map.of("remote_address", Map.of());
            case "Path" -> requestHeader(":path", "path");
            default -> throw new AssertionError("kgateway knows no entry " + entry);
        };
    }

    private static Map<String, Object> genericKey(Object key, Object value) {
        return Map.of("generic_key", Map.of("descriptor_key", key, "descriptor_value", value));
    }

    private static Map<String, Object> requestHeader(Object header, Object key) {
        return Map.of("request_headers", Map.of("header_name", header, "descriptor_key", key));
    }

    private static Map<?, ?> map(Object tree) {
        return (Map<?, ?>) tree;
    }

    private static Object in(Map<?, ?> map, String... names) {
        Object found = map;
        for (String name : names) {
            found = requireNonNull(map(found).get(name), name);
        }
        return found;
    }

    /** The environment of the sample's Deployment, with its ConfigMap mounted where the Deployment mounts it. */
    private DropInGateway gatewayOf(SampleManifests sample) {
        Map<String, String> environment = new HashMap<>(sample.environment());
        Object mount =
                sample.at("Deployment", "spec", "template", "spec", "containers", 0, "volumeMounts", 0, "mountPath");
        assertThat(mount)
                .isEqualTo(environment.get("RUNTIME_ROOT") + "/" + environment.get("RUNTIME_SUBDIRECTORY") + "/config");
        environment.put("RUNTIME_ROOT", folder.toString());
        environment.remove("TOLLGATE_DATA_DIR");
        environment.remove("TOLLGATE_BOOTSTRAP_SERVERS");
        return gateway(environment, (String) sample.at("ConfigMap", "data", "config.yaml"));
    }

    private DropInGateway gateway(Map<String, String> environment, String limits) {
        try {
            Path config = Files.createDirectories(folder.resolve("ratelimit").resolve("config"));
            Files.writeString(config.resolve("config.yaml"), limits);
            Path clock = Files.writeString(folder.resolve("clock"), Long.toString(NOW_SECONDS));
            return DropInGateway.start(folder.resolve("data"), environment, clock);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + folder, e);
        }
    }

    /** Our own sample of an Envoy, with another domain and other actions. */
    private EnvoyProcess envoy(DropInGateway gateway, String domain, List<?> actions) {
        DumperOptions oneLine = new DumperOptions();
        oneLine.setDefaultFlowStyle(DumperOptions.FlowStyle.FLOW);
        oneLine.setWidth(Integer.MAX_VALUE);
        oneLine.setDereferenceAliases(true);
        String rateLimits =
                new Yaml(oneLine).dump(List.of(Map.of("actions", actions))).strip();
        return EnvoyProcess.start(
                folder,
                gateway.grpcPort(),
                yaml -> yaml.replaceAll("domain: quota", "domain: " + domain)
                        .replaceAll("(?s)rate_limits:\n.*?\n( +http_filters:)", "rate_limits: " + rateLimits + "\n$1"));
    }

    private static List<Integer> statuses(EnvoyProcess envoy, int requests, String path, String... headers) {
        return IntStream.range(0, requests)
                .mapToObj(any -> HttpGet.of(envoy.port(), "orders.example.com", path, headers)
                        .status())
                .toList();
    }
}
