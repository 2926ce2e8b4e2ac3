package io.tollgate.webhook;

import io.tollgate.runtime.tls.KeyStores;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** The roots that receivers may come from: those of Java, and those of a file. */
final class TrustedRoots {

    private TrustedRoots() {}

    /** Returns both together. */
    static KeyStore with(Path file) throws IOException, GeneralSecurityException {
        KeyStore all = KeyStores.roots(file);
        TrustManagerFactory java = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        java.init((@Nullable KeyStore) null);
        int number = 0;
        for (TrustManager manager : java.getTrustManagers()) {
            if (manager instanceof X509TrustManager roots) {
                for (X509Certificate root : roots.getAcceptedIssuers()) {
                    all.setCertificateEntry("java-" + number++, root);
                }
            }
        }
        return all;
    }
}
