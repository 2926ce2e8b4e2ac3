package io.tollgate.gateway.rls;

import com.google.protobuf.Duration;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * How answers show the time until a window ends. It is whole seconds, and the same for all counters in it, so messages
 * are kept: a bounded number, one in each place, whatever was there before. Thread-safe, without a lock.
 */
final class ResetMessages {

    private static final int PLACES = 1 << 12;

    private final AtomicReferenceArray<@Nullable Duration> kept = new AtomicReferenceArray<>(PLACES);

    /** Returns the message of a time in seconds. */
    Duration of(long seconds) {
        int place = (int) (seconds & (PLACES - 1));
        Duration found = kept.getAcquire(place);
        if (found != null && found.getSeconds() == seconds) {
            return found;
        }
        Duration message = Duration.newBuilder().setSeconds(seconds).build();
        kept.setRelease(place, message);
        return message;
    }
}
