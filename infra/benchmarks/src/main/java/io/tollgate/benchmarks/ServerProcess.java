package io.tollgate.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A process that is measured: its own JVM with the class path of this one. */
final class ServerProcess implements Measured, AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration LOOK_EVERY = Duration.ofMillis(10);
    private static final Pattern PAUSE = Pattern.compile(" Pause .* (\\d+)M->(\\d+)M\\(\\d+M\\) ([0-9.]+)ms$");

    private static final Pattern TOTAL = Pattern.compile("Total +\\d+ +(\\d+)$");

    private final Process process;
    private final int port;
    private final Path log;
    private final long startedNanos;
    private final Thread endWithThis;

    private ServerProcess(Process process, int port, Path log, long startedNanos) {
        this.process = process;
        this.port = port;
        this.log = log;
        this.startedNanos = startedNanos;
        this.endWithThis = new Thread(process::destroyForcibly, "end-" + process.pid());
    }

    /**
     * Starts the echo.
     *
     * @param cores those it may use, as {@code taskset -c} has them; null for all
     */
    static ServerProcess echo(Path folder, @Nullable String cores) throws IOException {
        int port = freePort();
        return start(
                folder.resolve("echo.log"),
                port,
                EchoMain.class.getName(),
                List.of(Integer.toString(port)),
                Map.of(),
                cores);
    }

    /**
     * Starts a gateway with the benchmarks' limits.
     *
     * @param bootstrap where Kafka is
     */
    static ServerProcess gateway(Path folder, String name, String bootstrap, int debugPort) throws IOException {
        return gateway(folder, name, bootstrap, debugPort, Map.of());
    }

    /** @param environment what differs from the defaults */
    static ServerProcess gateway(
            Path folder, String name, String bootstrap, int debugPort, Map<String, String> environment)
            throws IOException {
        return gateway(folder, name, bootstrap, debugPort, environment, null);
    }

    /**
     * @param environment what differs from the defaults
     * @param cores those it may use, as {@code taskset -c} has them; null for all
     */
    static ServerProcess gateway(
            Path folder,
            String name,
            String bootstrap,
            int debugPort,
            Map<String, String> environment,
            @Nullable String cores)
            throws IOException {
        int port = freePort();
        return start(
                folder.resolve(name + ".log"),
                port,
                "io.tollgate.standalone.Tollgate",
                gatewayArguments(folder, name, bootstrap, debugPort, port),
                environment,
                cores);
    }

    /**
     * Starts a gateway by the command that users have, with what it does for a quick start.
     *
     * @param environment what differs from the defaults
     * @param cores those it may use, as {@code taskset -c} has them; null for all
     */
    static ServerProcess launchedGateway(
            Path folder, String name, String bootstrap, Map<String, String> environment, @Nullable String cores)
            throws IOException {
        int port = freePort();
        return launch(
                folder.resolve(name + ".log"),
                port,
                gatewayArguments(folder, name, bootstrap, freePort(), port),
                environment,
                cores);
    }

    private static List<String> gatewayArguments(Path folder, String name, String bootstrap, int debugPort, int port)
            throws IOException {
        return List.of(
                "gateway",
                "--host=127.0.0.1",
                "--bootstrap-servers=" + bootstrap,
                "--data=" + folder.resolve(name),
                "--limits=" + limits(folder),
                "--grpc-port=" + port,
                "--http-port=0",
                "--debug-port=" + debugPort);
    }

    /**
     * Starts all parts in one folder by the command that users have.
     *
     * @param environment what differs from the defaults
     */
    static ServerProcess launchedUp(Path folder, Map<String, String> environment) throws IOException {
        int port = freePort();
        return launch(
                folder.resolve("up.log"),
                port,
                List.of(
                        "up",
                        "--data=" + folder.resolve("up"),
                        "--limits=" + limits(folder),
                        "--grpc-port=" + port,
                        "--http-port=0",
                        "--kafka-port=0",
                        "--api-port=-1"),
                environment,
                null);
    }

    private static ServerProcess launch(
            Path log, int port, List<String> arguments, Map<String, String> environment, @Nullable String cores)
            throws IOException {
        List<String> command = new ArrayList<>(pinned(cores));
        command.add(Path.of(System.getProperty("tollgate.home"), "tollgate").toString());
        command.addAll(arguments);
        return start(log, port, command, environment);
    }

    private static List<String> pinned(@Nullable String cores) {
        return cores == null ? List.of() : List.of("taskset", "-c", cores);
    }

    /** Starts a broker by itself; it ends with this process. */
    static ServerProcess broker(Path folder) throws IOException {
        int port = freePort();
        return start(
                folder.resolve("broker.log"),
                port,
                "io.tollgate.standalone.BrokerMain",
                List.of(folder.resolve("kafka").toString(), Integer.toString(port)),
                Map.of(),
                null);
    }

    /** Starts the streams app, which listens nowhere. */
    static ServerProcess streams(Path folder, String bootstrap) throws IOException {
        return streams(folder, bootstrap, Map.of());
    }

    /** @param environment what differs from the defaults */
    static ServerProcess streams(Path folder, String bootstrap, Map<String, String> environment) throws IOException {
        return start(
                folder.resolve("streams.log"),
                0,
                "io.tollgate.standalone.Tollgate",
                List.of("streams", "--bootstrap-servers=" + bootstrap, "--data=" + folder.resolve("streams")),
                environment,
                null);
    }

    /** Those that a benchmark wrote there itself, else those of the benchmarks. */
    private static Path limits(Path folder) throws IOException {
        Path limits = folder.resolve("limits");
        if (Files.exists(limits)) {
            return limits;
        }
        Files.createDirectories(limits);
        try (var in = ServerProcess.class.getResourceAsStream("/limits/bench.yaml")) {
            if (in == null) {
                throw new IOException("/limits/bench.yaml is not on the class path");
            }
            Files.write(limits.resolve("bench.yaml"), in.readAllBytes());
        }
        return limits;
    }

    private static ServerProcess start(
            Path log,
            int port,
            String main,
            List<String> arguments,
            Map<String, String> environment,
            @Nullable String cores)
            throws IOException {
        List<String> command = new ArrayList<>(pinned(cores));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms256m",
                "-Xmx1g",
                "-Xlog:gc:file=" + pausesOf(log) + ":uptime",
                "-cp",
                System.getProperty("java.class.path"),
                main));
        command.addAll(arguments);
        return start(log, port, command, environment);
    }

    private static ServerProcess start(Path log, int port, List<String> command, Map<String, String> environment)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        Files.createDirectories(log.toAbsolutePath().getParent());
        long begun = System.nanoTime();
        ServerProcess started = new ServerProcess(builder.start(), port, log, begun);
        Runtime.getRuntime().addShutdownHook(started.endWithThis);
        if (port != 0) {
            started.awaitListening();
        }
        return started;
    }

    private void awaitListening() throws IOException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (!listens()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IOException("a measured process did not start:\n" + Files.readString(log));
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }

    /**
     * Waits until the process wrote something and returns how long after its start that was.
     *
     * @throws IOException if it ended or the time is over
     */
    Duration awaitWritten(String text, Duration timeout) throws IOException {
        while (!Files.readString(log).contains(text)) {
            if (!process.isAlive() || sinceStart().compareTo(timeout) > 0) {
                throw new IOException("a measured process did not say '" + text + "':\n" + Files.readString(log));
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        return sinceStart();
    }

    /** Returns how long ago it was started. */
    Duration sinceStart() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
            return socket.getLocalPort() != port; // else it is connected to itself
        } catch (IOException e) {
            return false;
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    int port() {
        return port;
    }

    @Override
    public Duration cpu() {
        return seen().cpu();
    }

    @Override
    public long residentBytes() throws IOException {
        return seen().residentBytes();
    }

    /** Returns what is alive on the heap, after a full collection. */
    long liveHeapBytes() throws IOException {
        Process histogram = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String printed = new String(histogram.getInputStream().readAllBytes(), UTF_8).strip();
        Matcher total = TOTAL.matcher(printed);
        if (!total.find()) {
            throw new IOException("jcmd: " + printed);
        }
        return Long.parseLong(total.group(1));
    }

    private RunningProcesses seen() {
        return new RunningProcesses(List.of(process.pid()));
    }

    @Override
    public List<GcPause> pauses() throws IOException {
        return Files.readAllLines(pausesOf(log)).stream()
                .map(PAUSE::matcher)
                .filter(Matcher::find)
                .map(pause -> new GcPause(number(pause, 3), number(pause, 1), number(pause, 2)))
                .toList();
    }

    private static double number(Matcher pause, int group) {
        return Double.parseDouble(pause.group(group));
    }

    private static Path pausesOf(Path log) {
        return log.resolveSibling(log.getFileName() + ".gc");
    }

    /** Kills the process with SIGKILL and returns when it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
        forget();
    }

    private void forget() {
        try {
            Runtime.getRuntime().removeShutdownHook(endWithThis);
        } catch (IllegalStateException e) {
            return; // this JVM ends, and the hook does what it is for
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        forget();
    }
}
