package io.tollgate.gateway;

import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;

/** Settings that every Kafka client of the gateway has. */
final class KafkaClients {

    private KafkaClients() {}

    static Map<String, Object> settings(GatewayConfig.Kafka kafka) {
        return Map.of(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                kafka.bootstrapServers(),
                // a broker that comes back is found within about a second
                CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG,
                100,
                CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                1_000);
    }
}
