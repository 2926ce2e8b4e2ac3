package io.tollgate.gateway.source;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A loop that does at once what was to wait, and remembers how long it was to wait. */
final class HurryingLoop extends ScheduledThreadPoolExecutor {

    private final List<Duration> waits = new CopyOnWriteArrayList<>();

    HurryingLoop() {
        super(1);
    }

    List<Duration> waits() {
        return waits;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        if (delay > 0) {
            waits.add(Duration.ofNanos(unit.toNanos(delay)));
        }
        return super.schedule(task, 0, unit);
    }
}
