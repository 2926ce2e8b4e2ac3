package io.tollgate.streams.adjustment;

import io.tollgate.event.Adjustment;
import java.util.Optional;

/** Where adjustments are kept. Thread-safe; calls may take several seconds. */
public interface Adjustments {

    /**
     * What became of asking for an adjustment.
     *
     * @param state what counts under the id, which may be {@link AdjustmentState#isFor something else} than was asked for
     * @param created whether this call made it
     */
    record Submission(AdjustmentState state, boolean created) {}

    /**
     * Makes an adjustment, unless one with its id is there, and waits a while for its outcome.
     *
     * @param wanted a valid one
     * @throws AdjustmentsUnavailableException if Kafka does not answer in time; it may have been made all the same, so
     *     that asking again is safe and tells
     */
    Submission submit(Adjustment wanted);

    /**
     * Returns what counts under an id.
     *
     * @throws AdjustmentsUnavailableException if Kafka does not answer in time
     */
    Optional<AdjustmentState> find(String id);
}
