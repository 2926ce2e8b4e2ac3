package io.tollgate.gateway;

import static java.util.Objects.requireNonNull;

import io.tollgate.testkit.HttpServerContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The port of {@code /json} and {@code /healthcheck} of a gateway that runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // one gateway bears all of it
final class GatewayHttpTest extends HttpServerContract {

    private @Nullable Gateway gateway;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        Files.createDirectory(folder.resolve("limits"));
        Gateway started = Gateway.start(LoneGateway.config(folder, Map.of("debug.port", "-1")));
        gateway = started;
        Awaitility.await().until(started::ready);
    }

    @AfterAll
    void stop() {
        requireNonNull(gateway).close();
    }

    @Override
    protected int port() {
        return requireNonNull(gateway).httpPort();
    }
}
