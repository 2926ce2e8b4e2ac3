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

    /** Each JVM of a run has every fourth: there are fewer at a time. */
    private static final int STEP = 4;

    private static final int FORK = Integer.getInteger("tollgate.fork", 0) % STEP;
    private static final int COUNT = (LAST - FIRST + 1) / STEP;

    /** Another run on the machine most likely begins elsewhere. */
    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * 10 % COUNT));

    private FreePorts() {}

    /** Returns a port that nobody listens at. */
    public static int next() {
        for (int tried = 0; tried < COUNT; tried++) {
            int port = FIRST + FORK + STEP * NEXT.getAndUpdate(before -> (before + 1) % COUNT);
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
