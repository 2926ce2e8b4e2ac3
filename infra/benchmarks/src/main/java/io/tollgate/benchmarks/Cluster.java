package io.tollgate.benchmarks;

import io.tollgate.standalone.Broker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A broker, the streams app and gateways that know each other, each but the broker a process of its own. */
final class Cluster implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);

    private final Deque<Runnable> open = new ArrayDeque<>();
    private final List<DebugPages> pages = new ArrayList<>();
    private final List<LoadClient> clients = new ArrayList<>();
    private final List<ServerProcess> gateways = new ArrayList<>();

    private Cluster() {}

    /**
     * Starts everything and returns when no gateway waits for what others counted.
     *
     * @param folder holds all data; limit files in its folder {@code limits} are those of the gateways
     */
    static Cluster start(Path folder, int gateways) throws IOException, InterruptedException {
        Cluster cluster = new Cluster();
        try {
            cluster.startAll(folder, gateways);
            return cluster;
        } catch (IOException | InterruptedException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void startAll(Path folder, int gateways) throws IOException, InterruptedException {
        Broker broker = Broker.start(folder.resolve("kafka"), 0);
        open.push(broker::close);
        open.push(ServerProcess.streams(folder, broker.bootstrapServers())::close);
        for (int i = 0; i < gateways; i++) {
            int debugPort = ServerProcess.freePort();
            ServerProcess gateway = ServerProcess.gateway(folder, "gateway-" + i, broker.bootstrapServers(), debugPort);
            open.push(gateway::close);
            this.gateways.add(gateway);
            LoadClient client = new LoadClient(gateway.port());
            open.push(client::close);
            clients.add(client);
            pages.add(new DebugPages(debugPort));
        }
        awaitKnown();
    }

    private void awaitKnown() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        for (DebugPages page : pages) {
            while (!page.status().contains("usage of other gateways: fresh")
                    || page.metric("tollgate_live_gateways") < pages.size()) {
                if (System.nanoTime() > deadline) {
                    throw new IOException("a gateway did not get to know the others within " + START);
                }
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
        }
    }

    /** Returns a client of each gateway. */
    List<LoadClient> clients() {
        return List.copyOf(clients);
    }

    /** Kills a gateway with SIGKILL. */
    void kill(int number) {
        try {
            gateways.get(number).kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns the pages of each gateway. */
    List<DebugPages> pages() {
        return List.copyOf(pages);
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            open.pop().run();
        }
    }
}
