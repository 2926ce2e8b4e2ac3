package io.tollgate.webhook;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What came of an attempt.
 *
 * @param retryAfter how long the receiver asks to be left alone, zero if it does not
 */
record Outcome(Attempt attempt, Duration retryAfter) {

    Outcome {
        requireNonNull(attempt, "attempt");
        requireNonNull(retryAfter, "retryAfter");
    }
}
