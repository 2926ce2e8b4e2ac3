package io.tollgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.testkit.RandomMappings;
import io.tollgate.testkit.RandomPolicies;
import io.tollgate.translate.Source;
import io.tollgate.translate.Translation;
import io.tollgate.translate.TranslationOptions;
import io.tollgate.translate.envoy.Address;
import io.tollgate.translate.envoy.EnvoyFiles;
import io.tollgate.translate.envoy.EnvoySetup;
import io.tollgate.translate.envoy.Listener;
import io.tollgate.translate.envoy.Route;
import io.tollgate.translate.envoy.Upstream;
import io.tollgate.translate.envoy.VirtualHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random sources: whatever they become, Envoy accepts it and the gateway's loader loads it. To look at many at the cost of
 * one, the listeners of all sets are in one configuration.
 */
final class TranslateRandomIT {

    private static final int SETS = 30;
    private static final Address GATEWAY = new Address("127.0.0.1", 8081);
    private static final TranslationOptions OPTIONS = new TranslationOptions(10000, GATEWAY, null);

    @TempDir
    private Path folder;

    @Test
    void policiesOfKongMesh() throws IOException {
        validate(Source.KONG_MESH, random -> new RandomPolicies(random).next());
    }

    @Test
    void mappingsOfEmissary() throws IOException {
        validate(Source.EMISSARY, random -> new RandomMappings(random).mappings());
    }

    @Test
    void limitsOfEdgeStack() throws IOException {
        validate(Source.EDGE_STACK, random -> new RandomMappings(random).limits());
    }

    private void validate(Source source, Function<Random, String> generator) throws IOException {
        List<Listener> listeners = new ArrayList<>();
        for (int seed = 0; seed < SETS; seed++) {
            Translation translation = source.translate("seed-" + seed, generator.apply(new Random(seed)), OPTIONS);
            translation
                    .limits()
                    .forEach(domain -> assertThat(
                                    LimitTable.parse("limits.yaml", domain.yaml(), LimitFileOptions.defaults())
                                            .domains())
                            .hasSize(1));
            String prefix = "seed-" + seed + "-";
            translation.envoy().listeners().forEach(listener -> listeners.add(named(prefix, listener)));
        }
        assertThat(listeners.size()).isGreaterThan(SETS / 2);
        Path config = folder.resolve("envoy.yaml");
        EnvoySetup all = new EnvoySetup("random", listeners);
        Files.writeString(config, new EnvoyFiles(all, 10000, GATEWAY).all().get("envoy.yaml"));

        EnvoyProcess.validate(config);
    }

    /** Names the listener and its clusters otherwise than those of other sets. */
    private static Listener named(String prefix, Listener listener) {
        return new Listener(
                prefix + listener.name(),
                listener.useRemoteAddress(),
                listener.trustedHops(),
                listener.hosts().stream()
                        .map(host -> new VirtualHost(
                                host.name(),
                                host.domains(),
                                host.routes().stream()
                                        .map(route -> named(prefix, route))
                                        .toList()))
                        .toList(),
                listener.body());
    }

    private static Route named(String prefix, Route route) {
        Upstream to = route.upstream();
        return new Route(
                route.match(),
                new Upstream(prefix + to.cluster(), to.address(), to.tls(), to.grpc()),
                route.action(),
                route.questions(),
                route.local());
    }
}
