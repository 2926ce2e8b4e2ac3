package io.tollgate.runtime.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.util.Callback;

/** What one connection is at, and since when. Thread-safe. */
final class OpenConnection {

    private static final String TOO_SLOW =
            "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

    private enum State {
        /** The headers of a request have not all come. */
        WAITING,
        /** A request is read or answered; whoever does it has deadlines of its own. */
        WORKING,
        /** An answer that is there as a whole is sent. */
        SENDING,
        /** Nothing is taken from it any more. */
        CLOSED
    }

    private final Connection connection;
    private State state = State.WAITING;
    private long sinceNanos;
    private long bytesBefore;
    private boolean served;

    OpenConnection(Connection connection, long nowNanos) {
        this.connection = requireNonNull(connection, "connection");
        this.sinceNanos = nowNanos;
    }

    /** Notes that a request begins; returns false where the connection was closed in the same moment. */
    synchronized boolean begin() {
        if (state == State.CLOSED) {
            return false;
        }
        state = State.WORKING;
        return true;
    }

    /** Notes that an answer is being sent. */
    synchronized void sends(long nowNanos) {
        if (state == State.WORKING) {
            state = State.SENDING;
            sinceNanos = nowNanos;
        }
    }

    /** Notes that the next request may come. */
    synchronized void waits(long nowNanos) {
        if (state != State.CLOSED) {
            state = State.WAITING;
            sinceNanos = nowNanos;
            bytesBefore = connection.getBytesIn();
            served = true;
        }
    }

    synchronized boolean isWaiting() {
        return state == State.WAITING;
    }

    synchronized long sinceNanos() {
        return sinceNanos;
    }

    /**
     * Closes it if what it is at takes too long. A next request may be idle's time away, and then has the time of a first
     * one.
     */
    void closeIfOverdue(long nowNanos, HttpLimits limits) {
        boolean sayWhy;
        synchronized (this) {
            long allowed = switch (state) {
                case WAITING ->
                    limits.request().toNanos() + (served ? limits.idle().toNanos() : 0);
                case SENDING -> limits.answer().toNanos();
                case WORKING, CLOSED -> Long.MAX_VALUE;
            };
            if (nowNanos - sinceNanos <= allowed) {
                return;
            }
            sayWhy = state == State.WAITING && connection.getBytesIn() > bytesBefore;
            state = State.CLOSED;
        }
        close(sayWhy);
    }

    /** Closes it if it waits for a request; returns whether it did. */
    boolean closeIfWaiting() {
        synchronized (this) {
            if (state != State.WAITING) {
                return false;
            }
            state = State.CLOSED;
        }
        close(false);
        return true;
    }

    private void close(boolean sayWhy) {
        EndPoint client = connection.getEndPoint();
        if (sayWhy && !(client instanceof SslConnection.SslEndPoint)) {
            client.write(Callback.from(client::close), ByteBuffer.wrap(TOO_SLOW.getBytes(US_ASCII)));
        } else {
            client.close();
        }
    }
}
