package io.tollgate.runtime.tls;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.function.Supplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client among servers that share their settings of TLS: it shows the certificate of its own server, and trusts
 * the roots that clients must come from, or else those of the JDK. Made anew when the files change. Thread-safe.
 */
public final class ReloadedClient implements Supplier<HttpClient>, AutoCloseable {

    private final HttpClient.Builder builder;
    private final @Nullable TlsSettings tls;
    private final @Nullable WatchedFiles files;
    private volatile @Nullable HttpClient client;

    private ReloadedClient(@Nullable TlsSettings tls, HttpClient.Builder builder) throws TlsFilesException {
        this.tls = tls;
        this.builder = requireNonNull(builder, "builder");
        if (tls == null) {
            this.client = builder.build();
            this.files = null;
        } else {
            this.files = WatchedFiles.open(tls.files(), tls.reloadInterval(), this::read);
        }
    }

    /**
     * Returns a client.
     *
     * @param tls null for plain text
     * @throws UncheckedIOException if the files cannot be used
     */
    public static ReloadedClient of(@Nullable TlsSettings tls, HttpClient.Builder builder) {
        try {
            return new ReloadedClient(tls, builder);
        } catch (TlsFilesException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() throws IOException, GeneralSecurityException {
        TlsSettings settings = requireNonNull(tls, "tls");
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStores.identity(settings), KeyStores.PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust(settings.clientCa()), null);
        client = builder.sslContext(context).build();
    }

    private static TrustManager @Nullable [] trust(@Nullable Path roots) throws IOException, GeneralSecurityException {
        if (roots == null) {
            return null; // those of the JDK
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(KeyStores.roots(roots));
        return trust.getTrustManagers();
    }

    /** Returns the client of the files as they were read last. */
    @Override
    public HttpClient get() {
        return requireNonNull(client, "client");
    }

    @Override
    public void close() {
        if (files != null) {
            files.close();
        }
    }
}
