package io.tollgate.gateway.decision;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Stands for values of requests that are too long for a counter's key. Whoever may choose a header's value must not get
 * around a limit by a long one: a request that is answered with an error is let pass by Envoy.
 */
final class LongValues {

    /** Values of no more characters stay as they are. */
    private static final int LONGEST_KEPT = 128;

    private static final int BEGINNING = 48;

    private LongValues() {}

    /**
     * Returns what stands for a value in a key that would be too long with it: its beginning and its SHA-256 where it is
     * long, so that two values share a counter only if they share the digest.
     */
    static String standIn(String value) {
        if (value.length() <= LONGEST_KEPT) {
            return value;
        }
        int end = Character.isHighSurrogate(value.charAt(BEGINNING - 1)) ? BEGINNING - 1 : BEGINNING;
        return value.substring(0, end) + "...sha256:" + HexFormat.of().formatHex(digest(value));
    }

    private static byte[] digest(String value) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(value.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
