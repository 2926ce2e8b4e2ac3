package io.tollgate.gateway.http;

import static java.util.Objects.requireNonNull;

import io.grpc.netty.shaded.io.netty.bootstrap.ServerBootstrap;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelFuture;
import io.grpc.netty.shaded.io.netty.channel.ChannelInitializer;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.group.ChannelGroup;
import io.grpc.netty.shaded.io.netty.channel.group.DefaultChannelGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpServerCodec;
import io.grpc.netty.shaded.io.netty.handler.timeout.ReadTimeoutHandler;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import io.grpc.netty.shaded.io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Serves a few paths over HTTP/1.1 from event loops of its own, so that a slow client holds up nobody. The Netty that
 * gRPC brings along is used: the server of the JDK keeps a thread for each request that is being read. Bounded are the
 * connections, the size of a request and the time without a byte; a connection has one request at a time.
 */
public final class HttpListener implements AutoCloseable {

    private static final int MAX_REQUEST_BYTES = 4 << 20; // as gRPC has it
    private static final int MAX_CONNECTIONS = 1_000;
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(2);

    private final EventLoopGroup loops;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Channel channel;

    /**
     * Where a listener listens.
     *
     * @param name names its threads
     * @param host name or address of the interface
     * @param port 0 for any free one
     * @param threads how many event loops it has
     */
    public record Settings(String name, String host, int port, int threads) {}

    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for threads that never served
    private HttpListener(Settings settings, Map<String, Route> routes) throws IOException {
        this.loops = new MultiThreadIoEventLoopGroup(
                settings.threads(), new DefaultThreadFactory(settings.name(), true), NioIoHandler.newFactory());
        ChannelFuture bound = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new Connections(Map.copyOf(routes)))
                .bind(new InetSocketAddress(settings.host(), settings.port()))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw new IOException(requireNonNull(bound.cause()).getMessage(), bound.cause());
        }
        this.channel = bound.channel();
    }

    /**
     * Starts to listen.
     *
     * @param routes what is served, by path; everything else is 404
     * @throws IOException if the address cannot be listened at
     */
    public static HttpListener start(Settings settings, Map<String, Route> routes) throws IOException {
        return new HttpListener(settings, routes);
    }

    private final class Connections extends ChannelInitializer<Channel> {
        private final Map<String, Route> routes;

        Connections(Map<String, Route> routes) {
            this.routes = routes;
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // closing a connection reports to nobody
        protected void initChannel(Channel connection) {
            if (connections.size() >= MAX_CONNECTIONS) {
                connection.close();
                return;
            }
            connections.add(connection);
            connection
                    .pipeline()
                    .addLast(new ReadTimeoutHandler(IDLE.toSeconds(), TimeUnit.SECONDS))
                    .addLast(new HttpServerCodec())
                    .addLast(new BoundedRequests(MAX_REQUEST_BYTES))
                    .addLast(new HttpConnection(routes));
        }
    }

    /** Returns the port that is listened at. */
    public int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    /** Closes the port and all connections. */
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // what is awaited is the end, whatever it was like
    public void close() {
        channel.close().awaitUninterruptibly();
        connections.close().awaitUninterruptibly();
        loops.shutdownGracefully(0, STOP.toSeconds(), TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
