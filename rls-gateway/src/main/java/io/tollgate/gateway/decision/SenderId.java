package io.tollgate.gateway.decision;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/**
 * One start of a gateway. Its hits are counted under this identity, which is never resumed.
 *
 * @param gatewayId made once in the data folder
 * @param startedAtMillis milliseconds since the Unix epoch, information only
 * @param nonce 64 random bits
 */
public record SenderId(UUID gatewayId, long startedAtMillis, long nonce) {

    /** Stands where nobody counts: in a window that is only looked at. Neither stored nor sent. */
    public static final SenderId NOBODY = new SenderId(new UUID(0, 0), 0, 0);

    public SenderId {
        requireNonNull(gatewayId, "gatewayId");
    }
}
