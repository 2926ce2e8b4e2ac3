package io.tollgate.accounting;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/**
 * One incarnation of a gateway. Its hits are counted under this identity, which no later incarnation resumes.
 *
 * @param gatewayId made once in the data folder
 * @param startedAtMillis milliseconds since the Unix epoch by the gateway's clock, information only
 * @param nonce 64 random bits
 */
public record Incarnation(UUID gatewayId, long startedAtMillis, long nonce) implements HitSender {

    /** Stands where nobody counts: in a window that is only looked at. Neither stored nor sent. */
    public static final Incarnation NOBODY = new Incarnation(new UUID(0, 0), 0, 0);

    public Incarnation {
        requireNonNull(gatewayId, "gatewayId");
    }
}
