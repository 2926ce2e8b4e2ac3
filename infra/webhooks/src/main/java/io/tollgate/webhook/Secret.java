package io.tollgate.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tollgate.runtime.settings.SecretFile;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** A key that a webhook's sender and receiver share, as Standard Webhooks writes it: {@code whsec_} and 24 to 64 bytes. */
public final class Secret {

    private static final String PREFIX = "whsec_";
    private static final String EXPECTED = "expected: whsec_ and 24 to 64 random bytes in base64";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int LEAST_BYTES = 24;
    private static final int MOST_BYTES = 64;
    private static final int SHOWN = 4;

    private final byte[] key;

    private Secret(byte[] key) {
        this.key = key;
    }

    /**
     * Reads a secret.
     *
     * @throws IllegalArgumentException if it is none; the message does not have it
     */
    public static Secret parse(String text) {
        if (!text.startsWith(PREFIX)) {
            throw new IllegalArgumentException("the secret does not begin with whsec_ (" + EXPECTED + ")");
        }
        byte[] key = decode(text.substring(PREFIX.length()));
        if (key.length < LEAST_BYTES || key.length > MOST_BYTES) {
            throw new IllegalArgumentException("the secret has " + key.length + " bytes (" + EXPECTED + ")");
        }
        return new Secret(key);
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            // its message has a part of the secret
            throw new IllegalArgumentException("the secret is no base64 (" + EXPECTED + ")");
        }
    }

    /**
     * Reads a secret that a file holds.
     *
     * @throws IllegalArgumentException if the file cannot be read, or holds none
     */
    public static Secret ofFile(String path) {
        try {
            return parse(SecretFile.read(path));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(path + ": " + e.getMessage(), e);
        }
    }

    /** Returns the signature of a content, such as {@code v1,K5oZ...}. */
    String sign(byte[]... content) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            for (byte[] part : content) {
                mac.update(part);
            }
            return "v1," + new String(Base64.getEncoder().encode(mac.doFinal()), US_ASCII);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        }
    }

    /** Returns what people may see of it: its last four characters, without the padding. */
    public String hint() {
        String text = Base64.getEncoder().withoutPadding().encodeToString(key);
        return PREFIX + "..." + text.substring(text.length() - SHOWN);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(key, secret.key);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(key);
    }

    @Override
    public String toString() {
        return hint();
    }
}
