package io.tollgate.standalone;

import io.tollgate.runtime.kafka.KafkaSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a part that finds Kafka elsewhere and creates the topics that it needs. */
final class KafkaOptions {

    @Mixin
    private final KafkaAddress address = new KafkaAddress();

    @Option(
            names = "--partitions",
            paramLabel = "N",
            description = "Partitions of topics that do not exist yet; fixed from then on."
                    + " Default: TOLLGATE_TOPIC_PARTITIONS, or else 32.")
    private @Nullable Integer partitions;

    /** Adds what the command line says. */
    void addTo(Settings settings) {
        address.addTo(settings);
        settings.with(KafkaSettings.TOPIC_PARTITIONS, partitions);
    }
}
