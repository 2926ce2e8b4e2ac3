package io.tollgate.streams.adjustment;

import static java.util.Objects.requireNonNull;

import io.tollgate.event.Adjustment;
import io.tollgate.event.AdjustmentOutcome;
import org.jspecify.annotations.Nullable;

/**
 * The adjustment that counts under its id, and what is known of it.
 *
 * @param offset where it is in the topic
 * @param outcome null as long as it is not known
 */
public record AdjustmentState(
        Adjustment adjustment, long offset, @Nullable AdjustmentOutcome outcome) {

    public AdjustmentState {
        requireNonNull(adjustment, "adjustment");
    }

    /** Returns whether it is what somebody else asks for; when it was asked for is of no account. */
    public boolean isFor(Adjustment wanted) {
        return adjustment.getId().equals(wanted.getId())
                && adjustment.getCounter().equals(wanted.getCounter())
                && adjustment.getAt() == wanted.getAt()
                && adjustment.getHits() == wanted.getHits()
                && adjustment.getReason().equals(wanted.getReason());
    }

    AdjustmentState with(AdjustmentOutcome known) {
        return new AdjustmentState(adjustment, offset, known);
    }
}
