package io.tollgate.streams;

import static java.util.Objects.requireNonNull;

import io.tollgate.topic.UnknownSchemaException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what becomes of a thread that failed: it is replaced, at most {@link #MOST_REPLACEMENTS} times within
 * {@link #WITHIN}; after that, or where an event's schema is unknown, the client stops. Thread-safe.
 */
final class FailurePolicy implements StreamsUncaughtExceptionHandler {

    static final int MOST_REPLACEMENTS = 5;
    static final Duration WITHIN = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(FailurePolicy.class);
    private static final int LONGEST_CHAIN = 50;

    private final InstantSource clock;
    private final BiConsumer<ExitCode, Throwable> onFatal;
    private final Deque<Instant> replacements = new ArrayDeque<>();

    /** @param onFatal told once the client is to stop, from the failed thread */
    FailurePolicy(InstantSource clock, BiConsumer<ExitCode, Throwable> onFatal) {
        this.clock = requireNonNull(clock, "clock");
        this.onFatal = requireNonNull(onFatal, "onFatal");
    }

    @Override
    public synchronized StreamThreadExceptionResponse handle(Throwable failure) {
        Optional<UnknownSchemaException> unknownSchema = unknownSchema(failure);
        if (unknownSchema.isPresent()) {
            LOG.error(
                    "stopped: a record of hits was {}; nothing is committed past it",
                    unknownSchema.get().getMessage(),
                    failure);
            return stop(ExitCode.UNKNOWN_SCHEMA, failure);
        }
        Instant now = clock.instant();
        while (!replacements.isEmpty() && replacements.peekFirst().isBefore(now.minus(WITHIN))) {
            replacements.removeFirst();
        }
        if (replacements.size() == MOST_REPLACEMENTS) {
            LOG.error("stopped: a thread failed {} times within {}", MOST_REPLACEMENTS + 1, WITHIN, failure);
            return stop(ExitCode.FAILED, failure);
        }
        replacements.addLast(now);
        LOG.warn("a thread failed and is replaced ({} of {})", replacements.size(), MOST_REPLACEMENTS, failure);
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private StreamThreadExceptionResponse stop(ExitCode code, Throwable failure) {
        onFatal.accept(code, failure);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    private static Optional<UnknownSchemaException> unknownSchema(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < LONGEST_CHAIN; depth++) {
            if (cause instanceof UnknownSchemaException found) {
                return Optional.of(found);
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }
}
