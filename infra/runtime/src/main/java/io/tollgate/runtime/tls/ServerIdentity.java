package io.tollgate.runtime.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate, what leads to its root, and its private key.
 *
 * @param chain the certificate first
 */
public record ServerIdentity(List<X509Certificate> chain, PrivateKey key) {

    private static final byte[] PROBE = "does the key belong to the certificate?".getBytes(UTF_8);

    /**
     * Reads an identity; both may be in one file.
     *
     * @throws IOException if a file does not hold what it should, or they do not belong together
     */
    public static ServerIdentity read(Path certificateFile, Path keyFile) throws IOException {
        ServerIdentity identity = new ServerIdentity(
                PemFile.read("certificate", certificateFile, CertificatePem::read),
                PemFile.read("key", keyFile, PrivateKeyPem::read));
        if (!identity.isPair()) {
            throw new IOException(
                    "key " + keyFile + ": it does not belong to the first certificate of " + certificateFile);
        }
        return identity;
    }

    /** While files are being replaced, one may be new and the other old. */
    private boolean isPair() {
        try {
            return verifiesWhatTheKeySigns();
        } catch (GeneralSecurityException e) {
            return false; // of different kinds
        }
    }

    private boolean verifiesWhatTheKeySigns() throws GeneralSecurityException {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        signing.update(PROBE);
        byte[] signature = signing.sign();
        Signature verifying = Signature.getInstance(algorithm);
        verifying.initVerify(chain.get(0));
        verifying.update(PROBE);
        return verifying.verify(signature);
    }
}
