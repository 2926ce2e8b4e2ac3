package io.tollgate.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ports of the loopback interface for processes that must be told theirs. Each is given once, and all are below those that
 * a kernel gives by itself to whoever connects or asks for any port: so nobody takes one before its process listens.
 *
 * <p>Several JVMs may run tests on one machine. Each takes whole blocks of ports; a block is its own while it listens at
 * the block's first port, which ends with the JVM.
 */
public final class FreePorts {

    private static final int FIRST = 10_000;

    /** The conformance run has those above. */
    private static final int LAST = 19_999;

    private static final int BLOCK = 250;

    private static final FreePorts PORTS = new FreePorts();

    /** Held, since a socket that nobody refers to is closed. */
    private final List<ServerSocket> ownBlocks = new ArrayList<>();

    private int next;
    private int end;

    private FreePorts() {}

    /** Returns a port that nobody listens at. Any thread may call it. */
    public static int next() {
        return PORTS.take();
    }

    private synchronized int take() {
        while (true) {
            if (next == end) {
                takeBlock();
            }
            int port = next++;
            ServerSocket socket = listen(port);
            if (socket != null) {
                close(socket);
                return port;
            }
        }
    }

    private void takeBlock() {
        for (int first = end == 0 ? FIRST : end; first + BLOCK - 1 <= LAST; first += BLOCK) {
            ServerSocket own = listen(first);
            if (own != null) {
                ownBlocks.add(own);
                next = first + 1;
                end = first + BLOCK;
                return;
            }
        }
        throw new IllegalStateException("no block of " + BLOCK + " ports from " + FIRST + " to " + LAST + " is left");
    }

    /** Returns null if somebody else listens there. */
    private static @Nullable ServerSocket listen(int port) {
        try {
            return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            return null;
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException("port " + socket.getLocalPort() + " stays open", e);
        }
    }
}
