package io.tollgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * All that somebody has who moved from another system by {@code tollgate translate}: a gateway whose clock stands still,
 * a real Envoy, and what is behind it.
 */
final class MovedInstallation implements AutoCloseable {

    private static final String NAME = "moved";

    /** A second in the middle of its minute, its hour and its day. */
    private static final long NOW_SECONDS = 1_773_147_630;

    private final int port = FreePorts.next();
    private final Backend backend = Backend.start();
    private final DropInGateway gateway;
    private final EnvoyProcess envoy;

    /** @param folder an empty one */
    MovedInstallation(Path folder, String from, List<Path> sources) {
        this(folder, from, sources, List.of());
    }

    /**
     * Makes one that also has limits which are not translated.
     *
     * @param ownLimits limit files
     */
    MovedInstallation(Path folder, String from, List<Path> sources, List<String> ownLimits) {
        Path out = folder.resolve(NAME);
        createFolder(out.resolve("limits"));
        for (int i = 0; i < ownLimits.size(); i++) {
            write(out.resolve("limits").resolve("own-" + i + ".yaml"), ownLimits.get(i));
        }
        translate(from, sources, out, FreePorts.next());
        Path clock = out.resolve("clock");
        write(clock, Long.toString(NOW_SECONDS));
        Map<String, String> environment = new TreeMap<>(DropInGateway.filesBelow(folder));
        environment.put("RUNTIME_SUBDIRECTORY", NAME);
        environment.put("RUNTIME_APPDIRECTORY", "limits");
        gateway = DropInGateway.start(folder.resolve("data"), environment, clock);
        translate(from, sources, out, gateway.grpcPort());
        envoy = EnvoyProcess.run(patient(out.resolve("envoy")), port);
    }

    private void translate(String from, List<Path> sources, Path out, int grpcPort) {
        List<String> arguments = new ArrayList<>(List.of("translate", from));
        sources.forEach(source -> arguments.add(source.toString()));
        arguments.addAll(List.of(
                "--out",
                out.toString(),
                "--listener-port",
                Integer.toString(port),
                "--rate-limit-service",
                "127.0.0.1:" + grpcPort,
                "--upstream",
                backend.address()));
        try (ChildProcess command = ChildProcess.tollgate("translate", arguments, Map.of())) {
            assertThat(command.awaitExit(Duration.ofMinutes(1)))
                    .as(command.output())
                    .isZero();
        }
    }

    /** On a busy machine Envoy would give up on the gateway and let requests through. */
    private static Path patient(Path envoy) {
        Path patient = envoy.resolve("patient.yaml");
        try {
            String written = Files.readString(envoy.resolve("envoy.yaml"));
            write(patient, written.replaceAll("(?m)^( +)timeout: .*$", "$1timeout: 5s"));
            return patient;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read what was written to " + envoy, e);
        }
    }

    private static void createFolder(Path path) {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + path, e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** Sends a request through Envoy. */
    HttpGet get(String host, String path, String... headers) {
        return HttpGet.of(port, host, path, headers);
    }

    /** Sends a request so many times, and returns the statuses. */
    List<Integer> statuses(int requests, String host, String path, String... headers) {
        return IntStream.range(0, requests)
                .mapToObj(any -> get(host, path, headers).status())
                .toList();
    }

    /** Returns the gateway, which may be ended. */
    DropInGateway gateway() {
        return gateway;
    }

    /** Returns what is behind Envoy. */
    Backend backend() {
        return backend;
    }

    /** Returns the examples of a system that are translated in the tests of the translator. */
    static Path examples(String from) {
        return Path.of(System.getProperty("tollgate.samples"))
                .resolve(Path.of("..", "translator", "src", "test", "resources", from))
                .normalize();
    }

    /** Lets Envoy look at what the examples of a system are translated to; fails if there are no more than so many. */
    static void validateExamples(String from, int moreThan) {
        try (Stream<Path> files = Files.walk(examples(from))) {
            List<Path> configurations =
                    files.filter(file -> file.endsWith("envoy.yaml")).toList();

            assertThat(configurations).hasSizeGreaterThan(moreThan).allSatisfy(EnvoyProcess::validate);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look into the examples of " + from, e);
        }
    }

    @Override
    public void close() {
        envoy.close();
        gateway.close();
        backend.close();
    }
}
