package io.tollgate.benchmarks;

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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A process that is measured: its own JVM with the class path of this one. */
final class ServerProcess implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    private final Process process;
    private final int port;

    private ServerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts the echo. */
    static ServerProcess echo(Path folder) throws IOException {
        int port = freePort();
        return start(folder.resolve("echo.log"), port, EchoMain.class.getName(), List.of(Integer.toString(port)));
    }

    /**
     * Starts a gateway with the benchmarks' limits.
     *
     * @param bootstrap where Kafka is
     */
    static ServerProcess gateway(Path folder, String name, String bootstrap, int debugPort) throws IOException {
        int port = freePort();
        return start(
                folder.resolve(name + ".log"),
                port,
                "io.tollgate.standalone.Tollgate",
                List.of(
                        "gateway",
                        "--host=127.0.0.1",
                        "--bootstrap-servers=" + bootstrap,
                        "--data=" + folder.resolve(name),
                        "--limits=" + limits(folder),
                        "--grpc-port=" + port,
                        "--http-port=0",
                        "--debug-port=" + debugPort));
    }

    /** Starts the streams app, which listens nowhere. */
    static ServerProcess streams(Path folder, String bootstrap) throws IOException {
        return start(
                folder.resolve("streams.log"),
                0,
                "io.tollgate.standalone.Tollgate",
                List.of("streams", "--bootstrap-servers=" + bootstrap, "--data=" + folder.resolve("streams")));
    }

    private static Path limits(Path folder) throws IOException {
        Path limits = Files.createDirectories(folder.resolve("limits"));
        try (var in = ServerProcess.class.getResourceAsStream("/limits/bench.yaml")) {
            if (in == null) {
                throw new IOException("/limits/bench.yaml is not on the class path");
            }
            Files.write(limits.resolve("bench.yaml"), in.readAllBytes());
        }
        return limits;
    }

    private static ServerProcess start(Path log, int port, String main, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms256m",
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                main));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        ServerProcess started = new ServerProcess(process, port);
        if (port != 0) {
            started.awaitListening(log);
        }
        return started;
    }

    private void awaitListening(Path log) throws IOException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (!listens()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IOException("a measured process did not start:\n" + Files.readString(log));
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
            return true;
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

    /** Returns the CPU time that the process used so far. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
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
    }
}
