package io.tollgate.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What tells a receiver that an attempt is ours and is no repetition of an old one.
 *
 * @param id of the event, the same in all attempts
 * @param timestamp of this attempt, in seconds
 * @param signatures one for each secret
 */
record Signature(String id, String timestamp, String signatures) {

    /** Signs an attempt. */
    static Signature of(List<Secret> secrets, String id, Instant at, byte[] payload) {
        String timestamp = Long.toString(at.getEpochSecond());
        byte[] before = (id + "." + timestamp + ".").getBytes(US_ASCII);
        String signatures =
                secrets.stream().map(secret -> secret.sign(before, payload)).collect(Collectors.joining(" "));
        return new Signature(id, timestamp, signatures);
    }
}
