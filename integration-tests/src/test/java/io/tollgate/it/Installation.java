package io.tollgate.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;

/** A broker, a streams app and gateways that belong together, all in processes of their own but the broker. */
final class Installation implements AutoCloseable {

    private static final String PREFIX = "it.";

    private final Path folder;
    private final KafkaBroker kafka;
    private final StreamsProcess streams;
    private int started;
    private final Deque<GatewayProcess> gateways = new ArrayDeque<>();

    private Installation(Path folder, KafkaBroker kafka, StreamsProcess streams) {
        this.folder = folder;
        this.kafka = kafka;
        this.streams = streams;
    }

    /** Starts the streams app on a broker; the broker is closed with the installation. */
    static Installation start(Path folder, KafkaBroker kafka) {
        return new Installation(
                folder, kafka, StreamsProcess.start(folder.resolve("accounting"), kafka.bootstrapServers(), PREFIX));
    }

    /** Starts one more gateway, whose limit for each customer is this, and waits until it has caught up. */
    GatewayProcess gateway(int requests, String unit) {
        return gateway(yaml(requests, unit), Map.of());
    }

    /**
     * Starts one more gateway, and waits until it has caught up.
     *
     * @param limits its limit file
     * @param environment settings by their variables
     */
    GatewayProcess gateway(String limits, Map<String, String> environment) {
        Path data = folder.resolve("gateway-" + started++);
        GatewayProcess gateway = GatewayProcess.start(new GatewayProcess.Setup(
                write(data.resolve("limits"), limits), data, kafka.bootstrapServers(), PREFIX, environment));
        gateways.push(gateway);
        return gateway.awaitReady();
    }

    /** Writes a limit for each customer into a folder and returns the folder. */
    static Path limits(Path folder, int requests, String unit) {
        return write(folder, yaml(requests, unit));
    }

    private static String yaml(int requests, String unit) {
        return String.format(Locale.ROOT, """
                domain: quota
                windows: calendar
                descriptors:
                  - key: customer
                    rate_limit:
                      unit: %s
                      requests_per_unit: %d
                """, unit, requests);
    }

    private static Path write(Path folder, String yaml) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("quota.yaml"), yaml);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write limits", e);
        }
    }

    /** Returns the streams app. */
    StreamsProcess streams() {
        return streams;
    }

    /** Ends the gateways, each as it is ended when all is. */
    void closeGateways() {
        while (!gateways.isEmpty()) {
            gateways.pop().close();
        }
    }

    @Override
    public void close() {
        closeGateways();
        streams.close();
        kafka.close();
    }
}
