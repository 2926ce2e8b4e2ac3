package io.tollgate.gateway.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.util.CertificateUtils;
import io.tollgate.gateway.tls.PrivateKeyPem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate, what leads to its root, and its private key.
 *
 * @param chain the certificate first
 */
record ServerIdentity(List<X509Certificate> chain, PrivateKey key) {

    private static final byte[] PROBE = "does the key belong to the certificate?".getBytes(UTF_8);

    /**
     * Reads an identity.
     *
     * @throws GeneralSecurityException if a file does not hold what it should, or they do not belong together
     */
    static ServerIdentity read(Path certificateFile, Path keyFile) throws IOException, GeneralSecurityException {
        try (InputStream certificates = Files.newInputStream(certificateFile);
                InputStream key = PrivateKeyPem.inPkcs8(Files.readString(keyFile, UTF_8))) {
            ServerIdentity identity = new ServerIdentity(
                    List.of(CertificateUtils.getX509Certificates(certificates)), CertificateUtils.getPrivateKey(key));
            identity.requirePair();
            return identity;
        }
    }

    /** While files are being replaced, one may be new and the other old. */
    private void requirePair() throws GeneralSecurityException {
        if (chain.isEmpty()) {
            throw new CertificateException("there is no certificate in the file");
        }
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
        if (!verifying.verify(signature)) {
            throw new CertificateException("the key does not belong to the certificate");
        }
    }
}
