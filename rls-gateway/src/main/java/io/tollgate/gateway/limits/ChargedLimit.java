package io.tollgate.gateway.limits;

import static java.util.Objects.requireNonNull;

import io.tollgate.model.ChargeMode;
import io.tollgate.model.Limit;

/**
 * A limit, and which hits use it up.
 *
 * @param mode what the limit's file says, or else what holds for all rules
 */
public record ChargedLimit(Limit limit, ChargeMode mode) {

    public ChargedLimit {
        requireNonNull(limit, "limit");
        requireNonNull(mode, "mode");
    }
}
