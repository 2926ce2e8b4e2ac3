package io.tollgate.gateway.grpc;

import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Serves gRPC. Calls run on event loops: no service may block. Thread-safe. */
public final class GrpcListener implements AutoCloseable {

    private static final int MAX_REQUEST_BYTES = 4 << 20;
    private static final Duration STOP = Duration.ofSeconds(3);

    private final @Nullable TlsFiles tls;
    private final @Nullable UnixSocket socket;
    private final Server server;

    private GrpcListener(GrpcSettings settings, List<BindableService> services, List<ServerInterceptor> interceptors)
            throws IOException {
        this.tls = settings.tls() == null ? null : TlsFiles.open(settings.tls());
        this.socket = settings.unixSocket() == null ? null : claim(settings.unixSocket());
        // directExecutor: no service blocks the event loop, the rate limit service hands what may block to a pool
        NettyServerBuilder builder = builder(settings).directExecutor().maxInboundMessageSize(MAX_REQUEST_BYTES);
        if (!settings.maxConnectionAge().isZero()) {
            builder.maxConnectionAge(settings.maxConnectionAge().toNanos(), TimeUnit.NANOSECONDS);
        }
        if (!settings.maxConnectionAgeGrace().isZero()) {
            builder.maxConnectionAgeGrace(settings.maxConnectionAgeGrace().toNanos(), TimeUnit.NANOSECONDS);
        }
        services.forEach(service -> builder.addService(ReadableCalls.of(service.bindService())));
        interceptors.forEach(builder::intercept);
        this.server = start(builder);
    }

    /**
     * Starts to listen.
     *
     * @throws IOException if the address cannot be listened at, or a file of TLS cannot be used
     */
    public static GrpcListener start(
            GrpcSettings settings, List<BindableService> services, List<ServerInterceptor> interceptors)
            throws IOException {
        return new GrpcListener(settings, services, interceptors);
    }

    private UnixSocket claim(Path path) throws IOException {
        try {
            return UnixSocket.claim(path);
        } catch (IOException e) {
            if (tls != null) {
                tls.close();
            }
            throw e;
        }
    }

    private NettyServerBuilder builder(GrpcSettings settings) {
        ServerCredentials credentials = tls == null ? InsecureServerCredentials.create() : tls.credentials();
        return socket == null
                ? NettyServerBuilder.forAddress(new InetSocketAddress(settings.host(), settings.port()), credentials)
                : socket.builder(credentials);
    }

    private Server start(NettyServerBuilder builder) throws IOException {
        try {
            return builder.build().start();
        } catch (IOException e) {
            closeFiles();
            throw e;
        }
    }

    /** Returns the port that is listened at, -1 where it is a unix socket. */
    public int port() {
        return server.getPort();
    }

    /** Takes no new calls, lets those that run end, but not for long, and gives the socket's file back. */
    @Override
    public void close() {
        server.shutdown();
        try {
            if (!server.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
        closeFiles();
    }

    private void closeFiles() {
        if (tls != null) {
            tls.close();
        }
        if (socket != null) {
            socket.close();
        }
    }
}
