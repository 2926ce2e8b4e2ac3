package io.tollgate.gateway.grpc;

import io.grpc.util.AdvancedTlsX509TrustManager.SslSocketAndEnginePeerVerifier;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** Requires that a client's certificate has a DNS name, spelled out or under a wildcard for its first label. */
final class ClientName implements SslSocketAndEnginePeerVerifier {

    private static final int DNS_NAME = 2;

    private final String expected;

    /** @param expected the name, empty if any certificate will do */
    ClientName(String expected) {
        this.expected = expected.toLowerCase(Locale.ROOT);
    }

    @Override
    public void verifyPeerCertificate(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        verify(chain);
    }

    @Override
    public void verifyPeerCertificate(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        verify(chain);
    }

    private void verify(X509Certificate[] chain) throws CertificateException {
        if (expected.isEmpty()) {
            return;
        }
        List<String> names = dnsNames(chain[0]);
        if (names.stream().noneMatch(this::covers)) {
            throw new CertificateException(
                    "the client's certificate is for " + names + " (expected: the DNS name " + expected + ")");
        }
    }

    private static List<String> dnsNames(X509Certificate certificate) throws CertificateException {
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        List<String> names = new ArrayList<>();
        if (alternatives != null) {
            for (List<?> alternative : alternatives) {
                if (Integer.valueOf(DNS_NAME).equals(alternative.get(0))) {
                    names.add(String.valueOf(alternative.get(1)).toLowerCase(Locale.ROOT));
                }
            }
        }
        return names;
    }

    private boolean covers(String name) {
        if (!name.startsWith("*.")) {
            return name.equals(expected);
        }
        int firstLabel = expected.indexOf('.');
        return firstLabel > 0 && expected.substring(firstLabel).equals(name.substring(1));
    }
}
