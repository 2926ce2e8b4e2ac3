package io.tollgate.runtime.http;

import static java.util.Objects.requireNonNull;

import io.tollgate.runtime.tls.KeyStores;
import io.tollgate.runtime.tls.TlsFilesException;
import io.tollgate.runtime.tls.TlsSettings;
import io.tollgate.runtime.tls.WatchedFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * TLS of a server. A connection keeps what it began with; after a change none goes on with a session of before, whose
 * client may come from roots that are trusted no more.
 */
final class ServerTls implements AutoCloseable {

    private final TlsSettings settings;
    private final SslContextFactory.Server factory = new SslContextFactory.Server();
    private final WatchedFiles files;

    private ServerTls(TlsSettings settings) throws TlsFilesException {
        this.settings = requireNonNull(settings, "settings");
        factory.setNeedClientAuth(settings.clientCa() != null);
        factory.setRenegotiationAllowed(false);
        this.files = WatchedFiles.open(settings.files(), settings.reloadInterval(), this::read);
    }

    /**
     * Reads the files.
     *
     * @throws TlsFilesException if they cannot be used
     */
    static ServerTls open(TlsSettings settings) throws TlsFilesException {
        return new ServerTls(settings);
    }

    private void read() throws IOException, GeneralSecurityException {
        KeyStore identity = KeyStores.identity(settings);
        Path clientCa = settings.clientCa();
        KeyStore roots = clientCa == null ? null : KeyStores.roots(clientCa);
        if (!factory.isRunning()) {
            set(factory, identity, roots);
            return;
        }
        try {
            factory.reload(running -> set(running, identity, roots));
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static void set(SslContextFactory factory, KeyStore identity, @Nullable KeyStore roots) {
        factory.setKeyStore(identity);
        factory.setKeyStorePassword(KeyStores.PASSWORD);
        factory.setTrustStore(roots);
    }

    SslContextFactory.Server factory() {
        return factory;
    }

    @Override
    public void close() {
        files.close();
    }
}
