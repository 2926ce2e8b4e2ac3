package io.tollgate.streams.ledger.reconcile;

import io.tollgate.runtime.time.WallClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A clock that sleeps by going on at once. Used by one thread. */
final class FakeWallClock implements WallClock {

    /** How long each sleep was. */
    final List<Duration> sleeps = new ArrayList<>();

    /** Called by each sleep that waits. */
    Runnable onSleep = () -> {};

    private Instant now;

    FakeWallClock(Instant now) {
        this.now = now;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public void sleepUntil(Instant instant) {
        if (instant.isAfter(now)) {
            sleeps.add(Duration.between(now, instant));
            now = instant;
            onSleep.run();
        }
    }

    void set(Instant instant) {
        now = instant;
    }
}
