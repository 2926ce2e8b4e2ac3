package io.tollgate.it;

import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** The broker as a vendor ships it, in a container. */
final class DockerKafka implements KafkaBroker {

    private static final String DEFAULT_IMAGE = "apache/kafka:4.3.1";

    private final KafkaContainer container;

    private DockerKafka(KafkaContainer container) {
        this.container = container;
    }

    /** Starts a container of the image; blocks until the broker takes requests. */
    static DockerKafka start(String image) {
        KafkaContainer container =
                new KafkaContainer(DockerImageName.parse(image).asCompatibleSubstituteFor("apache/kafka"));
        container.start();
        return new DockerKafka(container);
    }

    /** Returns the image to use: system property {@code tollgate.kafka.image}, or TOLLGATE_KAFKA_IMAGE, or Apache's. */
    static String image() {
        String variable = System.getenv().getOrDefault("TOLLGATE_KAFKA_IMAGE", DEFAULT_IMAGE);
        return System.getProperty("tollgate.kafka.image", variable);
    }

    @Override
    public String bootstrapServers() {
        return container.getBootstrapServers();
    }

    @Override
    public void close() {
        container.close();
    }
}
