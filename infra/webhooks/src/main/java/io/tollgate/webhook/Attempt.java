package io.tollgate.webhook;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One try to tell a receiver of an event.
 *
 * @param at when it began
 * @param took how long it lasted
 * @param status what the receiver answered; null if it did not
 * @param error why there is no answer; null if there is one
 * @param answer the beginning of the answer's body, without what is no text; often empty
 */
public record Attempt(
        Instant at,
        Duration took,
        @Nullable Integer status,
        @Nullable String error,
        String answer) {

    private static final int FIRST_SUCCESS = 200;
    private static final int FIRST_BEYOND = 300;
    private static final int GONE = 410;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int BAD_GATEWAY = 502;
    private static final int GATEWAY_TIMEOUT = 504;

    public Attempt {
        requireNonNull(at, "at");
        requireNonNull(took, "took");
        requireNonNull(answer, "answer");
    }

    /** Returns whether the receiver has the event. */
    public boolean delivered() {
        return status != null && status >= FIRST_SUCCESS && status < FIRST_BEYOND;
    }

    /** Returns whether the receiver wants no events any more. */
    boolean gone() {
        return status != null && status == GONE;
    }

    /** Returns whether the receiver has more to do than it can. */
    boolean overloaded() {
        return status != null && (status == TOO_MANY_REQUESTS || (status >= BAD_GATEWAY && status <= GATEWAY_TIMEOUT));
    }
}
