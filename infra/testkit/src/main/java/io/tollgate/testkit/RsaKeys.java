package io.tollgate.testkit;

import java.util.Arrays;
import java.util.Base64;

/** Writes RSA keys as Go programs do. */
public final class RsaKeys {

    private static final Base64.Encoder MIME = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private RsaKeys() {}

    /** Returns the key, given in PKCS#8, as PEM in PKCS#1, which is the octet string that PKCS#8 ends with. */
    public static String pkcs1Pem(byte[] pkcs8) {
        int from = 0;
        while (pkcs8[from] != 0x04) {
            from = afterHeaderOrElement(pkcs8, from);
        }
        byte[] pkcs1 = Arrays.copyOfRange(pkcs8, contentOf(pkcs8, from), pkcs8.length);
        return "-----BEGIN RSA PRIVATE KEY-----\n" + MIME.encodeToString(pkcs1) + "\n-----END RSA PRIVATE KEY-----\n";
    }

    /** Enters the outermost sequence and passes over the elements within it. */
    private static int afterHeaderOrElement(byte[] der, int at) {
        return at == 0 ? contentOf(der, 0) : contentOf(der, at) + der[at + 1];
    }

    private static int contentOf(byte[] der, int at) {
        int length = der[at + 1] & 0xFF;
        return at + 2 + (length < 0x80 ? 0 : length & 0x7F);
    }
}
