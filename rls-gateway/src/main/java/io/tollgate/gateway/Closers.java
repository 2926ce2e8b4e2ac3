package io.tollgate.gateway;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends what was started, the last first, each also when another one failed. Used by one thread at a time. */
final class Closers {

    private static final Logger LOG = LoggerFactory.getLogger(Closers.class);

    private final Deque<Runnable> closers = new ArrayDeque<>();

    void push(Runnable closer) {
        closers.push(closer);
    }

    void closeAll() {
        while (!closers.isEmpty()) {
            try {
                closers.pop().run();
            } catch (RuntimeException e) {
                LOG.error("Could not end cleanly; what was counted is on disk", e);
            }
        }
    }
}
