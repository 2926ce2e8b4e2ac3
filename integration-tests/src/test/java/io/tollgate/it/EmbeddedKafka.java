package io.tollgate.it;

import io.tollgate.standalone.Broker;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A broker in this JVM, the one that {@code tollgate up} runs, which can be stopped and started again. */
final class EmbeddedKafka implements KafkaBroker {

    private final Path folder;
    private final int port;
    private @Nullable Broker broker;

    private EmbeddedKafka(Path folder, int port) {
        this.folder = folder;
        this.port = port;
        this.broker = Broker.start(folder, port);
    }

    /** Starts a broker with its data in a folder. */
    static EmbeddedKafka start(Path folder) {
        return new EmbeddedKafka(folder, FreePorts.next());
    }

    /** Takes Kafka away, cleanly. */
    void stop() {
        if (broker != null) {
            broker.close();
            broker = null;
        }
    }

    /** Brings it back with the same data on the same port. */
    void restart() {
        stop();
        broker = Broker.start(folder, port);
    }

    /** Starts it if it was stopped. */
    void ensureRunning() {
        if (broker == null) {
            restart();
        }
    }

    @Override
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        stop();
    }
}
