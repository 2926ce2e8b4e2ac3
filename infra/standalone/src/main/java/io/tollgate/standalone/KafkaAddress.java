package io.tollgate.standalone;

import io.tollgate.runtime.kafka.KafkaSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a command that finds Kafka elsewhere. */
final class KafkaAddress {

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT[,...]",
            description = "Where Kafka is. Default: TOLLGATE_BOOTSTRAP_SERVERS, or else localhost:9092.")
    private @Nullable String bootstrapServers;

    @Option(
            names = "--topic-prefix",
            paramLabel = "PREFIX",
            description = "Put before the name of each topic; the same for all parts of one installation."
                    + " Default: TOLLGATE_TOPIC_PREFIX, or else tollgate.")
    private @Nullable String topicPrefix;

    /** Adds what the command line says. */
    void addTo(Settings settings) {
        settings.with(KafkaSettings.BOOTSTRAP_SERVERS, bootstrapServers).with(KafkaSettings.TOPIC_PREFIX, topicPrefix);
    }
}
