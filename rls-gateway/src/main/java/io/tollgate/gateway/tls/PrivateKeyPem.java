package io.tollgate.gateway.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.math.BigInteger;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Private keys in PEM. Java reads PKCS#8 only; Envoy Gateway and cert-manager write RSA keys as PKCS#1 unless told
 * otherwise, which is what PKCS#8 wraps.
 */
public final class PrivateKeyPem {

    private static final Pattern PKCS1 =
            Pattern.compile("-----BEGIN RSA PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END RSA PRIVATE KEY-----");

    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;

    /** The version, 0, and the algorithm, rsaEncryption. */
    private static final byte[] PREAMBLE = {
        0x02,
        0x01,
        0x00,
        0x30,
        0x0D,
        0x06,
        0x09,
        0x2A,
        (byte) 0x86,
        0x48,
        (byte) 0x86,
        (byte) 0xF7,
        0x0D,
        0x01,
        0x01,
        0x01,
        0x05,
        0x00
    };

    private PrivateKeyPem() {}

    /** Returns the same key in PKCS#8; what is no RSA key in PKCS#1 is left to the reader. */
    public static InputStream inPkcs8(String pem) {
        Matcher pkcs1 = PKCS1.matcher(pem);
        String text = pkcs1.find() ? pem(wrapped(Base64.getMimeDecoder().decode(pkcs1.group(1)))) : pem;
        return new ByteArrayInputStream(text.getBytes(US_ASCII));
    }

    private static String pem(byte[] pkcs8) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(pkcs8) + "\n-----END PRIVATE KEY-----\n";
    }

    private static byte[] wrapped(byte[] pkcs1) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(PREAMBLE);
        content.writeBytes(der(OCTET_STRING, pkcs1));
        return der(SEQUENCE, content.toByteArray());
    }

    private static byte[] der(int tag, byte[] content) {
        ByteArrayOutputStream der = new ByteArrayOutputStream();
        der.write(tag);
        if (content.length < 0x80) {
            der.write(content.length);
        } else {
            byte[] length = BigInteger.valueOf(content.length).toByteArray();
            int from = length[0] == 0 ? 1 : 0;
            der.write(0x80 | (length.length - from));
            der.write(length, from, length.length - from);
        }
        der.writeBytes(content);
        return der.toByteArray();
    }
}
