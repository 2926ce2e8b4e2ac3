package io.tollgate.standalone;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a part that finds Kafka elsewhere. */
final class KafkaOptions {

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

    @Option(
            names = "--partitions",
            paramLabel = "N",
            description = "Partitions of topics that do not exist yet; fixed from then on."
                    + " Default: TOLLGATE_TOPIC_PARTITIONS, or else 32.")
    private @Nullable Integer partitions;

    /** Adds what the command line says. */
    void addTo(Settings settings) {
        settings.with(Settings.BOOTSTRAP_SERVERS, bootstrapServers)
                .with(Settings.TOPIC_PREFIX, topicPrefix)
                .with(Settings.TOPIC_PARTITIONS, partitions);
    }
}
