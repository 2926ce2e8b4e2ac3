package io.tollgate.gateway;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The time that requests are served by, in milliseconds since the Unix epoch: the wall clock, but it does not follow
 * small steps back, so that no window is left and entered again; it stands until the wall clock has caught up. A larger
 * step back is followed at once: the clock was wrong before. Thread-safe, takes no lock.
 */
final class ServedClock implements LongSupplier {

    private static final long LARGE_STEP_MS = 5_000;

    private final InstantSource wall;
    private final AtomicLong latest = new AtomicLong(Long.MIN_VALUE);

    ServedClock(InstantSource wall) {
        this.wall = wall;
    }

    @Override
    public long getAsLong() {
        long now = wall.millis();
        long last = latest.get();
        if (now > last) {
            latest.compareAndSet(last, now); // whoever wins, served time is at most a moment behind
            return now;
        }
        if (last - now > LARGE_STEP_MS) {
            latest.compareAndSet(last, now);
            return now;
        }
        return last;
    }
}
