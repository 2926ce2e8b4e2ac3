package io.tollgate.gateway.limits;

import static java.util.Objects.requireNonNull;

import io.tollgate.model.ChargeMode;
import io.tollgate.model.Limit;
import io.tollgate.model.Sharing;

/**
 * A limit, which hits use it up, and how gateways take account of each other.
 *
 * @param mode what the limit's file says, or else what holds for all rules
 * @param sharing what the limit's file says, or else what holds for all rules, or else what suits its windows
 */
public record ChargedLimit(Limit limit, ChargeMode mode, Sharing sharing) {

    public ChargedLimit {
        requireNonNull(limit, "limit");
        requireNonNull(mode, "mode");
        requireNonNull(sharing, "sharing");
    }
}
