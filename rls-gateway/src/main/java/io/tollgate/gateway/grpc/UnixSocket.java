package io.tollgate.gateway.grpc;

import io.grpc.ServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A unix socket and the event loops that serve it. */
final class UnixSocket implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(UnixSocket.class);

    private final Path path;
    private final EventLoopGroup loops;

    private UnixSocket(Path path) {
        this.path = path;
        this.loops = new MultiThreadIoEventLoopGroup(
                0, new DefaultThreadFactory("grpc-unix", true), EpollIoHandler.newFactory());
    }

    /**
     * Returns the socket at a path where nobody listens; the file of one that has ended is removed.
     *
     * @throws IOException if somebody listens there, something else is there, or the system has no such sockets
     */
    static UnixSocket claim(Path path) throws IOException {
        if (!Epoll.isAvailable()) {
            throw new IOException("unix sockets are served on Linux only", Epoll.unavailabilityCause());
        }
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            if (!isSocket(path)) {
                throw new IOException("there is a file already that is no socket");
            }
            if (isServed(path)) {
                throw new IOException("another process listens there");
            }
            Files.delete(path);
            LOG.info("Removed the socket {} that an earlier process left behind", path);
        }
        return new UnixSocket(path);
    }

    private static boolean isSocket(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther();
    }

    private static boolean isServed(Path path) {
        try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return probe.isConnected();
        } catch (IOException e) {
            return false; // refused: the process that made it is gone
        }
    }

    NettyServerBuilder builder(ServerCredentials credentials) {
        return NettyServerBuilder.forAddress(new DomainSocketAddress(path.toFile()), credentials)
                .channelType(EpollServerDomainSocketChannel.class)
                .bossEventLoopGroup(loops)
                .workerEventLoopGroup(loops);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for threads that serve no one
    public void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.warn("The socket {} stays behind; the next start removes it", path, e);
        }
    }
}
