package io.tollgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OneGatewayIsExactIT {

    private static final int CLIENTS = 32;
    private static final int REQUESTS = 5000;
    private static final int LIMIT = 1000;

    @TempDir
    private Path folder;

    @Test
    void admitsExactlyTheLimitUnderConcurrentClients() throws Exception {
        try (Installation installation = Installation.start(folder, EmbeddedKafka.start(folder.resolve("kafka")))) {
            GatewayProcess gateway = installation.gateway(LIMIT, "day");

            int admitted = askFromManyClients(gateway.grpcPort());

            assertThat(admitted).isEqualTo(LIMIT);
            assertThat(gateway.client().remaining("acme")).isZero();
            assertThat(gateway.client().remaining("another customer")).isEqualTo(LIMIT);
        }
    }

    private static int askFromManyClients(int port) throws Exception {
        AtomicInteger left = new AtomicInteger(REQUESTS);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                tasks.add(() -> askUntilNoneIsLeft(port, left));
            }
            int admitted = 0;
            for (Future<Integer> client : clients.invokeAll(tasks)) {
                admitted += client.get();
            }
            return admitted;
        } finally {
            clients.shutdownNow();
        }
    }

    private static int askUntilNoneIsLeft(int port, AtomicInteger left) {
        try (Rls client = Rls.connect(port)) {
            int admitted = 0;
            while (left.getAndDecrement() > 0) {
                admitted += client.hit("acme") ? 1 : 0;
            }
            return admitted;
        }
    }
}
