package io.tollgate.controlplane;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.tollgate.gateway.source.LimitFolder;
import io.tollgate.translate.TranslationOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Watches a folder of policies and limit files, and serves the limits over xDS to gateways, be they Tollgate's or
 * envoyproxy/ratelimit. Thread-safe.
 */
public final class ControlPlane implements AutoCloseable {

    private static final int MOST_REQUEST_BYTES = 1 << 20;
    private static final int MOST_STREAMS = 100;
    private static final long SHORTEST_KEEPALIVE_SECONDS = 10;

    private final Server server;
    private final LimitFolder folder;

    /**
     * What is watched, and where it is served.
     *
     * @param folder of policies and limit files; its {@code envoy} is written
     * @param poll time between two looks at the folder
     * @param host to listen at
     * @param port to listen at, 0 for any free one
     */
    public record Settings(Path folder, Duration poll, String host, int port, TranslationOptions translation) {}

    private ControlPlane(Settings settings) {
        LimitDiscovery discovery = new LimitDiscovery();
        folder = new LimitFolder(
                new LimitFolder.Settings(settings.folder(), "", settings.poll()),
                new PolicyFolder(settings.folder(), settings.translation(), discovery));
        server = NettyServerBuilder.forAddress(new InetSocketAddress(settings.host(), settings.port()))
                .addService(discovery)
                .maxInboundMessageSize(MOST_REQUEST_BYTES)
                .maxConcurrentCallsPerConnection(MOST_STREAMS)
                .permitKeepAliveTime(SHORTEST_KEEPALIVE_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .build();
    }

    /**
     * Reads the folder and serves what it holds; nothing if that is not right, until it is.
     *
     * @throws IOException if the port cannot be opened
     */
    public static ControlPlane start(Settings settings) throws IOException {
        ControlPlane started = new ControlPlane(settings);
        started.server.start();
        started.folder.start();
        return started;
    }

    /** Returns the port that it listens at. */
    public int port() {
        return server.getPort();
    }

    /** Ends serving at once. */
    @Override
    public void close() {
        folder.close();
        server.shutdownNow();
    }
}
