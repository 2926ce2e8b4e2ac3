package io.tollgate.gateway.source;

import static java.util.Objects.requireNonNull;

import io.tollgate.gateway.source.XdsLimits.Backoff;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * How long to wait before the next stream. It begins anew after a stream that brought a response, and after one that
 * was up for longer than the longest wait: a server has nothing to say to a client that is up to date. Until the first
 * response of all it begins with a second at most, because nobody is served yet. For one thread at a time.
 */
final class ReconnectDelay {

    private static final Duration FIRST_OF_ALL = Duration.ofSeconds(1);

    private final Backoff backoff;
    private final DoubleSupplier random;
    private final LongSupplier nanoTime;
    private boolean everAnswered;
    private boolean connected;
    private long connectedSinceNanos;
    private int failures;

    /**
     * @param random gives numbers from 0 to 1, evenly
     * @param nanoTime monotonic
     */
    ReconnectDelay(Backoff backoff, DoubleSupplier random, LongSupplier nanoTime) {
        this.backoff = requireNonNull(backoff, "backoff");
        this.random = requireNonNull(random, "random");
        this.nanoTime = requireNonNull(nanoTime, "nanoTime");
    }

    /** The stream reached the server. */
    void connected() {
        if (!connected) {
            connected = true;
            connectedSinceNanos = nanoTime.getAsLong();
        }
    }

    /** The stream brought a response. */
    void answered() {
        everAnswered = true;
        failures = 0;
    }

    /** Returns how many streams in a row were lost without having been of use, this one included; at least 1. */
    int failures() {
        return failures;
    }

    /** Returns how long to wait now that the stream is lost. */
    Duration next() {
        if (connected
                && nanoTime.getAsLong() - connectedSinceNanos >= backoff.max().toNanos()) {
            failures = 0;
        }
        connected = false;
        double grownNanos = (double) first().toNanos() * Math.pow(backoff.growth(), failures);
        double cappedNanos = Math.min(grownNanos, (double) backoff.max().toNanos());
        failures++;
        double share = backoff.jitter() ? 1 - random.getAsDouble() / 2 : 1;
        return Duration.ofNanos((long) (cappedNanos * share));
    }

    private Duration first() {
        boolean sooner = !everAnswered && backoff.initial().compareTo(FIRST_OF_ALL) > 0;
        return sooner ? FIRST_OF_ALL : backoff.initial();
    }
}
