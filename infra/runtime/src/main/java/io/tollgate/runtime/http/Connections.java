package io.tollgate.runtime.http;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a server. Jetty closes those without a byte for a while; this closes those that drip, and makes room
 * where there are too many. Thread-safe.
 */
final class Connections implements Connection.Listener {

    private static final long DRAIN_LOOK_MILLIS = 5;

    private final ConcurrentMap<Connection, OpenConnection> open = new ConcurrentHashMap<>();
    private final HttpLimits limits;
    private volatile boolean draining;

    Connections(HttpLimits limits) {
        this.limits = requireNonNull(limits, "limits");
    }

    /** Looks for what takes too long, again and again while the scheduler runs. */
    void watch(Scheduler scheduler) {
        scheduler.schedule(
                () -> {
                    closeOverdue();
                    if (scheduler.isRunning()) {
                        watch(scheduler);
                    }
                },
                limits.lookEach().toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void closeOverdue() {
        long now = System.nanoTime();
        open.values().forEach(connection -> connection.closeIfOverdue(now, limits));
    }

    @Override
    public void onOpened(Connection connection) {
        OpenConnection opened = new OpenConnection(connection, System.nanoTime());
        open.put(connection, opened);
        if (open.size() > limits.connections() && !makeRoom(opened)) {
            connection.getEndPoint().close();
        }
    }

    /** Who has waited longest is least likely to miss its connection. */
    private boolean makeRoom(OpenConnection opened) {
        OpenConnection longest = null;
        for (OpenConnection candidate : open.values()) {
            if (candidate != opened
                    && candidate.isWaiting()
                    && (longest == null || candidate.sinceNanos() - longest.sinceNanos() < 0)) {
                longest = candidate;
            }
        }
        return longest != null && longest.closeIfWaiting();
    }

    @Override
    public void onClosed(Connection connection) {
        open.remove(connection);
    }

    /** Returns what is known of a connection, null where it was closed. */
    @Nullable OpenConnection of(Connection connection) {
        return open.get(connection);
    }

    int size() {
        return open.size();
    }

    /** Returns whether no further request is to come over a connection. */
    boolean isDraining() {
        return draining;
    }

    /** Closes each connection once its request is answered; returns when all are, or when the time is over. */
    void drain(Duration longest) {
        draining = true;
        long end = System.nanoTime() + longest.toNanos();
        while (!closeWaiting() && System.nanoTime() < end) {
            try {
                TimeUnit.MILLISECONDS.sleep(DRAIN_LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private boolean closeWaiting() {
        boolean none = true;
        for (OpenConnection connection : open.values()) {
            none &= connection.closeIfWaiting();
        }
        return none;
    }
}
