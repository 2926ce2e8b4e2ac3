package io.tollgate.gateway;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The configuration of a gateway alone: at any ports of the loopback interface, without Kafka, ready at once. */
final class LoneGateway {

    private LoneGateway() {}

    /**
     * Returns it.
     *
     * @param folder has the folder {@code limits}, and gets {@code data}
     * @param more settings that differ, by their names
     */
    static GatewayConfig config(Path folder, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.ofEntries(
                Map.entry("limits.dir", folder.resolve("limits").toString()),
                Map.entry("data.dir", folder.resolve("data").toString()),
                Map.entry("bootstrap.servers", "127.0.0.1:1"),
                Map.entry("grpc.host", "127.0.0.1"),
                Map.entry("grpc.port", "0"),
                Map.entry("http.host", "127.0.0.1"),
                Map.entry("http.port", "0"),
                Map.entry("debug.port", "0"),
                Map.entry("statsd.enabled", "false"),
                Map.entry("warm.up.max.ms", "0"),
                Map.entry("ready.timeout.ms", "0")));
        settings.putAll(more);
        return GatewayConfig.of(settings);
    }
}
