package io.tollgate.runtime.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;

/** What PEM files hold, as the JDK's TLS takes it. In memory only. */
public final class KeyStores {

    /** The password of the stores, which guards nothing: they never leave the memory. */
    public static final String PASSWORD = "in-memory";

    private KeyStores() {}

    /**
     * Returns a store of the certificate and the key.
     *
     * @throws IOException if a file does not hold what it should, or they do not belong together
     */
    public static KeyStore identity(TlsSettings tls) throws IOException, GeneralSecurityException {
        ServerIdentity identity = ServerIdentity.read(tls.certificate(), tls.key());
        KeyStore store = empty();
        store.setKeyEntry(
                "identity",
                identity.key(),
                PASSWORD.toCharArray(),
                identity.chain().toArray(new X509Certificate[0]));
        return store;
    }

    /**
     * Returns a store of the roots that a file holds.
     *
     * @throws IOException if it holds none
     */
    public static KeyStore roots(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = empty();
        int number = 0;
        for (X509Certificate root : PemFile.read("roots of clients", file, CertificatePem::read)) {
            store.setCertificateEntry("root-" + number++, root);
        }
        return store;
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
