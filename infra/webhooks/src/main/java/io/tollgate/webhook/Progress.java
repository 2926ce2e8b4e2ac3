package io.tollgate.webhook;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How far a delivery is.
 *
 * @param at when the next attempt is due, or when the delivery ended
 * @param tries how many attempts there were since it was accepted or sent again by a person
 * @param attempts the last ones, the oldest first
 */
public record Progress(DeliveryState state, Instant at, int tries, List<Attempt> attempts) {

    private static final int MOST_ATTEMPTS = 20;

    public Progress {
        requireNonNull(state, "state");
        requireNonNull(at, "at");
        attempts = List.copyOf(attempts);
    }

    /** Returns that of a delivery that is due. */
    static Progress due(Instant at, List<Attempt> attempts) {
        return new Progress(DeliveryState.PENDING, at, 0, attempts);
    }

    /** Returns the progress after one more attempt. */
    Progress after(Attempt attempt, DeliveryState next, Instant when) {
        List<Attempt> all = new ArrayList<>(attempts);
        all.add(attempt);
        int beyond = Math.max(0, all.size() - MOST_ATTEMPTS);
        return new Progress(next, when, tries + 1, all.subList(beyond, all.size()));
    }

    /** Returns it as it is if the webhook is disabled. */
    Progress disabled() {
        return state == DeliveryState.PENDING ? new Progress(DeliveryState.DISABLED, at, tries, attempts) : this;
    }
}
