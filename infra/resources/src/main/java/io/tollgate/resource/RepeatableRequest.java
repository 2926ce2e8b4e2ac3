package io.tollgate.resource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/**
 * A request that its sender may send again, to be answered as before and to change nothing more.
 *
 * @param key the SHA-256 in hex of the name that the sender gave it
 * @param digest the SHA-256 in hex of all that it asks for
 */
public record RepeatableRequest(String key, String digest) {

    /** How long a request is remembered. */
    public static final Duration REMEMBERED = Duration.ofHours(24);

    public RepeatableRequest {
        requireNonNull(key, "key");
        requireNonNull(digest, "digest");
    }

    /**
     * Returns the request of a name.
     *
     * @param asked all that it asks for, part by part
     */
    public static RepeatableRequest of(String name, List<byte[]> asked) {
        MessageDigest digest = sha256();
        for (byte[] part : asked) {
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(0, part.length)); // no two lists of parts look alike
            digest.update(part);
        }
        return new RepeatableRequest(hex(sha256().digest(name.getBytes(UTF_8))), hex(digest.digest()));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("a JVM without SHA-256", e);
        }
    }
}
