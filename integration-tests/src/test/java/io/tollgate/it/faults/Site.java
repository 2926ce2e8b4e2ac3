package io.tollgate.it.faults;

import io.tollgate.it.ChildProcess;
import io.tollgate.it.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A broker, streams apps and gateways, each a process of its own. The gateways' clock is a file that stands still until
 * it is set; all else goes by the machine's.
 */
final class Site implements AutoCloseable {

    static final int PARTITIONS = 4;
    static final String PREFIX = "faults.";

    private final Path folder;
    private final Path clock;
    private final int kafkaPort = FreePorts.next();
    private final Part broker;
    private final @Nullable SmallDisk disk;
    private final List<Part> streams = new ArrayList<>();
    private final List<Part> gateways = new CopyOnWriteArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private final List<Integer> debugPorts = new ArrayList<>();
    private final List<Integer> apiPorts = new ArrayList<>();
    private final List<Path> folders = new ArrayList<>();

    /**
     * Starts all parts and waits until they work.
     *
     * @param smallDisk whether the first gateway gets a disk of its own that can be filled
     * @param hourLimit hits that each customer may make in an hour
     * @param nowSeconds what the gateways' clock says, seconds since the Unix epoch
     */
    Site(Path folder, int gatewayCount, int streamsCount, boolean smallDisk, long hourLimit, long nowSeconds) {
        this.folder = folder;
        this.clock = folder.resolve("clock");
        disk = smallDisk ? SmallDisk.mount(folder.resolve("gateway-0")) : null;
        setClock(nowSeconds);
        writeLimits("""
                domain: quota
                windows: calendar
                descriptors:
                  - key: customer
                    rate_limits:
                      - {unit: hour, requests_per_unit: %d}
                      - {unit: day, requests_per_unit: 1000000000}
                      - {unit: second, requests_per_unit: 1000000}
                """.formatted(hourLimit));
        writeLimits("sold.yaml", Offer.LIMITS);
        broker = new Part("kafka", "ready", this::launchBroker).awaitReady();
        for (int i = 0; i < streamsCount; i++) {
            int instance = i;
            apiPorts.add(FreePorts.next());
            streams.add(new Part("streams-" + i, "Ready", () -> launchStreams(instance)));
        }
        streams.forEach(Part::awaitReady);
        for (int i = 0; i < gatewayCount; i++) {
            addGateway(folder.resolve("gateway-" + i));
        }
        gateways.forEach(Part::awaitReady);
    }

    private void addGateway(Path data) {
        int port = FreePorts.next();
        int debugPort = FreePorts.next();
        ports.add(port);
        debugPorts.add(debugPort);
        folders.add(data);
        gateways.add(
                new Part("gateway-" + gateways.size(), "Gateway answers", () -> launchGateway(data, port, debugPort)));
    }

    /** Starts one more gateway on a copy of another's disk, as of now; that one must not run. Returns where it listens. */
    int startClone(int gateway) {
        Path copy = folder.resolve("clone");
        copy(folders.get(gateway), copy);
        addGateway(copy);
        gateways.get(gateways.size() - 1).awaitReady();
        return ports.get(ports.size() - 1);
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot copy " + from, e);
        }
    }

    /** Loses all that a gateway has on its disk; it must not run. */
    void wipe(int gateway) {
        try (Stream<Path> files = Files.walk(folders.get(gateway))) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot wipe", e);
        }
    }

    /** Returns how many answered hits a gateway says that Kafka has not acknowledged; see {@link #storedIsSent}. */
    long unacknowledged(int gateway) {
        return metric(gateway, "tollgate_report_unacknowledged_hits");
    }

    /** Returns whether a gateway has on its disk nothing that Kafka lacks of earlier starts. */
    boolean storedIsSent(int gateway) {
        return metric(gateway, "tollgate_report_stored_unsent") == 0;
    }

    private long metric(int gateway, String name) {
        URI uri = URI.create("http://127.0.0.1:" + debugPorts.get(gateway) + "/metrics");
        try {
            String metrics = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
            return metrics.lines()
                    .filter(line -> line.startsWith(name + " "))
                    .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException("no metrics at " + uri, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private ChildProcess launchBroker() {
        return ChildProcess.java(
                "kafka",
                "io.tollgate.standalone.BrokerMain",
                List.of(folder.resolve("kafka").toString(), Integer.toString(kafkaPort)),
                Map.of());
    }

    private ChildProcess launchStreams(int instance) {
        return ChildProcess.tollgate(
                "streams-" + instance,
                List.of("streams"),
                Map.of(
                        "TOLLGATE_DATA_DIR",
                        folder.resolve("streams-" + instance).toString(),
                        "TOLLGATE_BOOTSTRAP_SERVERS",
                        bootstrapServers(),
                        "TOLLGATE_TOPIC_PREFIX",
                        PREFIX,
                        "TOLLGATE_TOPIC_PARTITIONS",
                        Integer.toString(PARTITIONS),
                        "TOLLGATE_STANDBY_REPLICAS",
                        "1",
                        "TOLLGATE_LEDGER_GRACE_MS",
                        "60000",
                        "TOLLGATE_HTTP_HOST",
                        "127.0.0.1",
                        "TOLLGATE_HTTP_PORT",
                        Integer.toString(apiPorts.get(instance)),
                        "TOLLGATE_ADMIN_TOKEN",
                        ResourcesApi.TOKEN));
    }

    private ChildProcess launchGateway(Path data, int port, int debugPort) {
        Map<String, String> environment = new TreeMap<>(Map.of(
                "HOST", "127.0.0.1",
                "PORT", Integer.toString(FreePorts.next()),
                "GRPC_HOST", "127.0.0.1",
                "GRPC_PORT", Integer.toString(port),
                "DEBUG_HOST", "127.0.0.1",
                "DEBUG_PORT", Integer.toString(debugPort),
                "RUNTIME_ROOT", folder.resolve("limits").toString(),
                "RUNTIME_SUBDIRECTORY", "",
                "USE_STATSD", "false"));
        environment.putAll(Map.of(
                "TOLLGATE_DATA_DIR",
                data.toString(),
                "TOLLGATE_BOOTSTRAP_SERVERS",
                bootstrapServers(),
                "TOLLGATE_TOPIC_PREFIX",
                PREFIX,
                "TOLLGATE_TOPIC_PARTITIONS",
                Integer.toString(PARTITIONS),
                "TOLLGATE_GATEWAY_LABEL",
                "edge", // all of them: a name identifies nothing
                "TOLLGATE_READY_TIMEOUT_MS",
                "0"));
        return ChildProcess.java(
                "gateway",
                "io.tollgate.it.ClockFileGatewayMain",
                List.of("--clock-file", clock.toString()),
                environment);
    }

    /** Replaces the limit file of all gateways, which notice it by themselves. */
    final void writeLimits(String yaml) {
        writeLimits("quota.yaml", yaml);
    }

    private void writeLimits(String name, String yaml) {
        Path limits = folder.resolve("limits/config").resolve(name);
        Path next = folder.resolve("limits.next");
        try {
            Files.createDirectories(limits.getParent());
            Files.writeString(next, yaml);
            Files.move(next, limits, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write limits", e);
        }
    }

    /** Sets the clock of all gateways, seconds since the Unix epoch. */
    final void setClock(long seconds) {
        Path next = folder.resolve("clock.next");
        try {
            Files.writeString(next, Long.toString(seconds));
            Files.move(next, clock, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot set the clock", e);
        }
    }

    /** Returns the first gateway's disk, or null where it has none of its own. */
    @Nullable SmallDisk disk() {
        return disk;
    }

    String bootstrapServers() {
        return "127.0.0.1:" + kafkaPort;
    }

    Part broker() {
        return broker;
    }

    List<Part> streams() {
        return streams;
    }

    List<Part> gateways() {
        return gateways;
    }

    /** Returns where the streams apps answer HTTP on 127.0.0.1. */
    List<Integer> apiPorts() {
        return List.copyOf(apiPorts);
    }

    /** Returns where a gateway listens on 127.0.0.1. */
    int port(int gateway) {
        return ports.get(gateway);
    }

    /** Returns what all parts printed last. */
    String output() {
        StringBuilder output = new StringBuilder();
        List<Part> all = new ArrayList<>(gateways);
        all.addAll(streams);
        all.add(broker);
        for (Part part : all) {
            List<String> lines = part.output().lines().toList();
            output.append("== ").append(part.name()).append('\n');
            lines.subList(Math.max(0, lines.size() - 40), lines.size())
                    .forEach(line -> output.append(line).append('\n'));
        }
        return output.toString();
    }

    @Override
    public void close() {
        gateways.forEach(Part::close);
        streams.forEach(Part::close);
        broker.close();
        if (disk != null) {
            disk.close();
        }
    }
}
