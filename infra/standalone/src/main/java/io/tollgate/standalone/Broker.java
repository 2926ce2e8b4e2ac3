package io.tollgate.standalone;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/**
 * A Kafka broker with its controller in this process, on the loopback interface, with its data in a folder. The next
 * start on the folder goes on with what is there. Not meant for use by several threads.
 */
public final class Broker implements AutoCloseable {

    private final BrokerSettings settings;
    private final KafkaRaftServer server;

    private Broker(BrokerSettings settings, KafkaRaftServer server) {
        this.settings = settings;
        this.server = server;
    }

    /**
     * Starts a broker and returns when it takes requests. Formats the folder if it is new.
     *
     * @param folder holds the data; made if absent
     * @param port where clients connect on 127.0.0.1; 0 takes any free port
     * @throws CannotStartException if the folder cannot be formatted or the broker does not start
     */
    public static Broker start(Path folder, int port) {
        return start(folder, port, settings -> {});
    }

    /**
     * Starts a broker with other settings.
     *
     * @param more changes the settings, which have Kafka's names, before the broker gets them
     * @throws CannotStartException see {@link #start(Path, int)}
     */
    public static Broker start(Path folder, int port, Consumer<Properties> more) {
        BrokerSettings settings =
                new BrokerSettings(folder.toAbsolutePath(), port == 0 ? Ports.anyFree() : port, Ports.anyFree());
        try {
            Properties properties = settings.properties();
            more.accept(properties);
            formatIfNew(settings.folder());
            KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
            server.startup();
            return new Broker(settings, server);
        } catch (Exception e) {
            throw new CannotStartException(
                    "cannot start Kafka on " + settings.bootstrapServers() + " with its data in " + folder + ": " + e,
                    e);
        }
    }

    private static void formatIfNew(Path folder) throws Exception {
        if (Files.exists(folder.resolve("meta.properties"))) {
            return;
        }
        createFolder(folder);
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(BrokerSettings.NODE_ID)
                .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
                .setDirectories(List.of(folder.toString()))
                .setMetadataLogDirectory(folder.toString())
                .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                .setIgnoreFormatted(true)
                .run();
    }

    private static void createFolder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new CannotStartException("cannot make the folder " + folder + ": " + e, e);
        }
    }

    /** Returns the port where clients connect on 127.0.0.1. */
    public int port() {
        return settings.port();
    }

    /** Returns where clients connect, as {@code host:port}. */
    public String bootstrapServers() {
        return settings.bootstrapServers();
    }

    /** Stops the broker cleanly and returns when its files are closed. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
