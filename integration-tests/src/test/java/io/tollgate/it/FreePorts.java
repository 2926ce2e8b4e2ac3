package io.tollgate.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports of the loopback interface for processes that must be told theirs. Each is given once, and all are below those that
 * a kernel gives by itself to whoever connects or asks for any port: so nobody takes one before its process listens.
 */
public final class FreePorts {

    private static final int FIRST = 10_000;

    /** The conformance run has those above. */
    private static final int LAST = 19_999;

    private static final int APART = 10;

    /** Another run on the machine most likely begins elsewhere. */
    private static final AtomicInteger NEXT =
            new AtomicInteger(FIRST + (int) (ProcessHandle.current().pid() * APART % (LAST - FIRST)));

    private FreePorts() {}

    /** Returns a port that nobody listens at. */
    public static int next() {
        for (int tried = FIRST; tried <= LAST; tried++) {
            int port = NEXT.getAndUpdate(before -> before == LAST ? FIRST : before + 1);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no port from " + FIRST + " to " + LAST + " is free");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
