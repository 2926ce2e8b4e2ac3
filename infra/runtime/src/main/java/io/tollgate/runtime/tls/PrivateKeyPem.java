package io.tollgate.runtime.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Private keys in PEM. Java reads PKCS#8 only; Envoy Gateway and cert-manager write RSA keys as PKCS#1 and keys on
 * elliptic curves as SEC1 unless told otherwise, which is what PKCS#8 wraps. The file may hold certificates too.
 */
public final class PrivateKeyPem {

    private static final String EXPECTED =
            "(expected: a key in PEM that is not encrypted: PRIVATE KEY, RSA PRIVATE KEY or" + " EC PRIVATE KEY)";

    /** What Java can use for TLS. */
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

    private PrivateKeyPem() {}

    /**
     * Returns the first key of the file.
     *
     * @param pem what the file holds
     * @throws IOException if it holds no key that can be used; the message says what it holds instead
     */
    public static PrivateKey read(String pem) throws IOException {
        PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(encodedInPkcs8(pem));
        for (String algorithm : ALGORITHMS) {
            PrivateKey key = decoded(algorithm, encoded);
            if (key != null) {
                return key;
            }
        }
        if (decoded("DSA", encoded) != null) {
            throw dsa();
        }
        throw new IOException("its private key is broken, or of a kind or on a curve that Java does not know (expected:"
                + " RSA, Ed25519, or EC on P-256, P-384 or P-521)");
    }

    private static @Nullable PrivateKey decoded(String algorithm, PKCS8EncodedKeySpec encoded) {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
        } catch (GeneralSecurityException notOfThisKind) {
            return null;
        }
    }

    /**
     * Returns the first key of the file, in PKCS#8.
     *
     * @param pem what the file holds
     * @throws IOException if it holds no key that can be used; the message says what it holds instead
     */
    public static InputStream inPkcs8(String pem) throws IOException {
        return new ByteArrayInputStream(
                PemBlock.text("PRIVATE KEY", encodedInPkcs8(pem)).getBytes(US_ASCII));
    }

    /**
     * Returns the first key of the file, in PKCS#8 without PEM around it.
     *
     * @param pem what the file holds
     * @throws IOException if it holds no key that can be used; the message says what it holds instead
     */
    public static byte[] encodedInPkcs8(String pem) throws IOException {
        List<PemBlock> blocks = PemBlock.of(pem);
        byte[] curve = null;
        for (PemBlock block : blocks) {
            switch (block.label()) {
                case "PRIVATE KEY" -> {
                    return block.content();
                }
                case "RSA PRIVATE KEY" -> {
                    return Pkcs8.ofRsa(unencrypted(block));
                }
                case "EC PRIVATE KEY" -> {
                    return Pkcs8.ofCurve(unencrypted(block), curve);
                }
                case "EC PARAMETERS" -> curve = block.content();
                case "ENCRYPTED PRIVATE KEY" -> throw encrypted();
                case "DSA PRIVATE KEY" -> throw dsa();
                case "OPENSSH PRIVATE KEY" ->
                    throw new IOException("it holds a key of OpenSSH (convert it: ssh-keygen -p -m PEM -f KEY)");
                default -> {}
            }
        }
        throw new IOException("there is no private key in it" + found(blocks) + " " + EXPECTED);
    }

    private static String found(List<PemBlock> blocks) {
        return blocks.isEmpty()
                ? ""
                : ", but "
                        + String.join(
                                ", ",
                                blocks.stream().map(PemBlock::label).distinct().toList());
    }

    private static byte[] unencrypted(PemBlock block) throws IOException {
        if (block.isEncrypted()) {
            throw encrypted();
        }
        return block.content();
    }

    private static IOException dsa() {
        return new IOException("a DSA key is of no use for TLS (expected: RSA, EC or Ed25519)");
    }

    private static IOException encrypted() {
        return new IOException("the private key is encrypted, and there is nowhere to say its password (decrypt it:"
                + " openssl pkey -in KEY -out NEW)");
    }
}
