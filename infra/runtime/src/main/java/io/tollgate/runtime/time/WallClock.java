package io.tollgate.runtime.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The wall clock, and waiting by it. Thread-safe. */
public interface WallClock extends InstantSource {

    /** Returns at an instant, or at once if it has passed. */
    void sleepUntil(Instant instant) throws InterruptedException;

    /** Returns that of this machine. */
    static WallClock system() {
        InstantSource clock = InstantSource.system();
        return new WallClock() {
            @Override
            public Instant instant() {
                return clock.instant();
            }

            @Override
            public void sleepUntil(Instant instant) throws InterruptedException {
                Thread.sleep(
                        Math.max(0, Duration.between(clock.instant(), instant).toMillis()));
            }
        };
    }
}
