package io.tollgate.testkit;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.interfaces.ECPrivateKey;
import java.util.Arrays;
import java.util.Base64;

/** Writes keys on elliptic curves as OpenSSL and Go programs do, in SEC1. */
public final class EcKeys {

    private static final Base64.Encoder MIME = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private EcKeys() {}

    /** Returns the key with the name of its curve within. */
    public static String sec1Pem(ECPrivateKey key) {
        return pem("EC PRIVATE KEY", sec1(key, true));
    }

    /** Returns the key behind the name of its curve. */
    public static String sec1PemBehindParameters(ECPrivateKey key) {
        return pem("EC PARAMETERS", curve(key)) + pem("EC PRIVATE KEY", sec1(key, false));
    }

    /** Returns the key, whose curve nothing tells. */
    public static String sec1PemWithoutCurve(ECPrivateKey key) {
        return pem("EC PRIVATE KEY", sec1(key, false));
    }

    /** Returns what PEM makes of bytes. */
    public static String pem(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n" + MIME.encodeToString(content) + "\n-----END " + label + "-----\n";
    }

    private static byte[] sec1(ECPrivateKey key, boolean withCurve) {
        byte[] version = {0x02, 0x01, 0x01};
        byte[] secret = der(0x04, fixed(key.getS(), (bits(key) + 7) / 8));
        return withCurve ? der(0x30, version, secret, der(0xA0, curve(key))) : der(0x30, version, secret);
    }

    private static int bits(ECPrivateKey key) {
        return key.getParams().getCurve().getField().getFieldSize();
    }

    private static byte[] curve(ECPrivateKey key) {
        return switch (bits(key)) {
            case 256 -> der(0x06, new byte[] {0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 0x03, 0x01, 0x07});
            case 384 -> der(0x06, new byte[] {0x2B, (byte) 0x81, 0x04, 0x00, 0x22});
            default -> der(0x06, new byte[] {0x2B, (byte) 0x81, 0x04, 0x00, 0x23});
        };
    }

    private static byte[] fixed(BigInteger number, int size) {
        byte[] bytes = number.toByteArray();
        byte[] fixed = new byte[size];
        int from = Math.max(0, bytes.length - size);
        byte[] significant = Arrays.copyOfRange(bytes, from, bytes.length);
        System.arraycopy(significant, 0, fixed, size - significant.length, significant.length);
        return fixed;
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream der = new ByteArrayOutputStream();
        der.write(tag);
        if (content.size() >= 0x80) {
            der.write(0x81);
        }
        der.write(content.size());
        der.writeBytes(content.toByteArray());
        return der.toByteArray();
    }
}
