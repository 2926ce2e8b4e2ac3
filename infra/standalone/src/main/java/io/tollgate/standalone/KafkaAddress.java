package io.tollgate.standalone;

import io.tollgate.topic.Topics;
import java.util.Map;
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
        settings.with(Settings.BOOTSTRAP_SERVERS, bootstrapServers).with(Settings.TOPIC_PREFIX, topicPrefix);
    }

    /** Returns where Kafka is. */
    String bootstrapServers(Map<String, String> environment) {
        return firstSet(bootstrapServers, environment.get("TOLLGATE_BOOTSTRAP_SERVERS"), "localhost:9092");
    }

    /**
     * Returns the topics.
     *
     * @throws IllegalArgumentException if their prefix cannot be one
     */
    Topics topics(Map<String, String> environment) {
        return new Topics(firstSet(topicPrefix, environment.get("TOLLGATE_TOPIC_PREFIX"), Topics.DEFAULT_PREFIX));
    }

    private static String firstSet(@Nullable String option, @Nullable String variable, String otherwise) {
        if (option != null) {
            return option;
        }
        return variable == null || variable.isEmpty() ? otherwise : variable;
    }
}
