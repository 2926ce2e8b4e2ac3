package io.tollgate.accounting;

import static java.util.Objects.requireNonNull;

/** One adjustment, which counts its hits as a sender of its own. */
public record AdjustmentId(String id) implements HitSender {

    public AdjustmentId {
        requireNonNull(id, "id");
    }
}
