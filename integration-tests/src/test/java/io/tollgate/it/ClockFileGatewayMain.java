package io.tollgate.it;

import io.tollgate.gateway.Gateway;
import io.tollgate.gateway.GatewayConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * A gateway with the settings of its environment, like {@code tollgate gateway}, whose clock is a file that holds seconds
 * since the Unix epoch: {@code --clock-file PATH}. For tests of time only; no program of Tollgate has such a switch.
 */
public final class ClockFileGatewayMain {

    private static final String OPTION = "--clock-file";
    private static final int USAGE = 2;

    private ClockFileGatewayMain() {}

    /** Runs the gateway until the process is told to end. */
    public static void main(String[] args) throws InterruptedException {
        if (args.length != 2 || !args[0].equals(OPTION)) {
            System.err.println("usage: ClockFileGatewayMain " + OPTION + " PATH");
            System.exit(USAGE);
        }
        System.setProperty("logback.configurationFile", "logback-service.xml");
        Gateway gateway =
                Gateway.start(GatewayConfig.fromEnvironment(System.getenv(), Map.of()), clock(Path.of(args[1])));
        Runtime.getRuntime().addShutdownHook(new Thread(gateway::close, "stop"));
        System.out.println("Gateway answers");
        new CountDownLatch(1).await();
    }

    /** Reads the file at each use: whoever has replaced it need not wait until it is seen. Until there is one, it is now. */
    private static InstantSource clock(Path file) {
        return () -> {
            try {
                return Instant.ofEpochSecond(
                        Long.parseLong(Files.readString(file).strip()));
            } catch (NoSuchFileException e) {
                return InstantSource.system().instant();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read the clock " + file, e);
            }
        };
    }
}
