package io.tollgate.runtime.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Certificates in PEM. The file may hold a private key too. */
public final class CertificatePem {

    private static final String LABEL = "CERTIFICATE";

    private CertificatePem() {}

    /**
     * Returns the file without all that is no certificate.
     *
     * @param pem what the file holds
     * @throws IOException if it holds no certificate
     */
    public static InputStream only(String pem) throws IOException {
        String certificates = blocks(pem).stream()
                .map(block -> "-----BEGIN CERTIFICATE-----" + block.body() + "-----END CERTIFICATE-----\n")
                .collect(Collectors.joining());
        return new ByteArrayInputStream(certificates.getBytes(US_ASCII));
    }

    /**
     * Returns the certificates of the file, in their order.
     *
     * @param pem what the file holds
     * @throws IOException if it holds none, or one that cannot be read
     */
    public static List<X509Certificate> read(String pem) throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (PemBlock block : blocks(pem)) {
            certificates.add(certificate(block.content(), certificates.size() + 1));
        }
        return List.copyOf(certificates);
    }

    private static X509Certificate certificate(byte[] der, int number) throws IOException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new IOException("its certificate number " + number + " is broken", e);
        }
    }

    private static List<PemBlock> blocks(String pem) throws IOException {
        List<PemBlock> blocks = PemBlock.of(pem).stream()
                .filter(block -> block.label().equals(LABEL))
                .toList();
        if (blocks.isEmpty()) {
            throw new IOException("there is no certificate in it (expected: PEM, with -----BEGIN CERTIFICATE-----)");
        }
        return blocks;
    }
}
