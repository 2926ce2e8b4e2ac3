package io.tollgate.runtime.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Puts keys of the older formats into PKCS#8 (RFC 5208), which says of which algorithm a key is. */
final class Pkcs8 {

    private static final int SEQUENCE = 0x30;
    private static final int OBJECT_ID = 0x06;
    private static final int OCTET_STRING = 0x04;

    /** Where SEC1 has the curve within the key: the first element of its own kind. */
    private static final int CURVE = 0xA0;

    /** The version, 0. */
    private static final byte[] VERSION = {0x02, 0x01, 0x00};

    /** rsaEncryption, which has no parameters. */
    private static final byte[] RSA = {
        0x30, 0x0D, 0x06, 0x09, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00
    };

    /** id-ecPublicKey. */
    private static final byte[] ELLIPTIC_CURVE = {0x06, 0x07, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 0x02, 0x01};

    private Pkcs8() {}

    /** Returns an RSA key, given in PKCS#1. */
    static byte[] ofRsa(byte[] pkcs1) {
        return der(SEQUENCE, VERSION, RSA, der(OCTET_STRING, pkcs1));
    }

    /**
     * Returns a key on an elliptic curve, given in SEC1 (RFC 5915).
     *
     * @param parameters what stands before the key in its file, null if nothing does; the key itself may say its curve
     * @throws IOException if no curve is said by its name, or the key is cut off
     */
    static byte[] ofCurve(byte[] sec1, byte @Nullable [] parameters) throws IOException {
        byte[] own = curve(sec1);
        byte[] curve = own == null ? parameters : own;
        if (curve == null) {
            throw new IOException("its EC PRIVATE KEY does not say its curve, nor does EC PARAMETERS before it");
        }
        if (curve.length == 0 || curve[0] != OBJECT_ID) {
            throw new IOException(
                    "the curve of its EC PRIVATE KEY is spelled out (expected: a curve by its name, such as"
                            + " prime256v1)");
        }
        return der(SEQUENCE, VERSION, der(SEQUENCE, ELLIPTIC_CURVE, curve), der(OCTET_STRING, sec1));
    }

    private static byte @Nullable [] curve(byte[] sec1) throws IOException {
        if (sec1.length == 0 || (sec1[0] & 0xFF) != SEQUENCE) {
            throw broken();
        }
        int at = contentOf(sec1, 0);
        while (at < sec1.length) {
            int from = contentOf(sec1, at);
            int to = from + lengthAt(sec1, at);
            if (to > sec1.length) {
                throw broken();
            }
            if ((sec1[at] & 0xFF) == CURVE) {
                return Arrays.copyOfRange(sec1, from, to);
            }
            at = to;
        }
        return null;
    }

    private static int contentOf(byte[] der, int at) throws IOException {
        return at + 2 + bytesOfLength(der, at);
    }

    private static int bytesOfLength(byte[] der, int at) throws IOException {
        if (at + 1 >= der.length) {
            throw broken();
        }
        int first = der[at + 1] & 0xFF;
        int more = first < 0x80 ? 0 : first & 0x7F;
        if (more > 2 || at + 1 + more >= der.length) {
            throw broken();
        }
        return more;
    }

    private static int lengthAt(byte[] der, int at) throws IOException {
        int more = bytesOfLength(der, at);
        return more == 0
                ? der[at + 1] & 0xFF
                : new BigInteger(1, Arrays.copyOfRange(der, at + 2, at + 2 + more)).intValue();
    }

    private static IOException broken() {
        return new IOException("its EC PRIVATE KEY is cut off or broken");
    }

    private static byte[] der(int tag, byte[]... parts) {
        int size = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        ByteArrayOutputStream der = new ByteArrayOutputStream();
        der.write(tag);
        if (size < 0x80) {
            der.write(size);
        } else {
            byte[] length = BigInteger.valueOf(size).toByteArray();
            int from = length[0] == 0 ? 1 : 0;
            der.write(0x80 | (length.length - from));
            der.write(length, from, length.length - from);
        }
        for (byte[] part : parts) {
            der.writeBytes(part);
        }
        return der.toByteArray();
    }
}
