package io.tollgate.runtime.http;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * What still comes of a request that was rejected. It is read and forgotten for a while: to close at once would reset the
 * connection, and a client that first sends all it has would lose the answer (RFC 9112, section 9.6).
 */
final class Leftover {

    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final Request request;
    private final Callback after;
    private final AtomicBoolean over = new AtomicBoolean();

    private Leftover(Request request, Callback after) {
        this.request = request;
        this.after = after;
    }

    /** Forgets what comes, then completes. */
    static void forget(Request request, Scheduler scheduler, Callback after) {
        Leftover leftover = new Leftover(requireNonNull(request, "request"), requireNonNull(after, "after"));
        if (request.getHeaders().contains(HttpHeader.EXPECT)) {
            leftover.end(); // to read would be to ask for it
            return;
        }
        scheduler.schedule(leftover::end, LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        leftover.readOn();
    }

    private void readOn() {
        while (!over.get()) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this::readOn);
                return;
            }
            chunk.release();
            if (chunk.isLast() || Content.Chunk.isFailure(chunk)) {
                end();
            }
        }
    }

    private void end() {
        if (over.compareAndSet(false, true)) {
            after.succeeded();
        }
    }
}
