package io.tollgate.gateway.grpc;

import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.tollgate.runtime.tls.CertificatePem;
import io.tollgate.runtime.tls.PemFile;
import io.tollgate.runtime.tls.ServerIdentity;
import io.tollgate.runtime.tls.WatchedFiles;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of TLS, read again when they change. A connection keeps what it began with. The watches of grpc-java look
 * once a minute at most, so it is not them that are used.
 */
final class TlsFiles implements AutoCloseable {

    private final GrpcSettings.Tls settings;
    private final AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
    private final @Nullable AdvancedTlsX509TrustManager trust;
    private final WatchedFiles files;

    private TlsFiles(GrpcSettings.Tls settings) throws IOException, GeneralSecurityException {
        this.settings = settings;
        this.trust = settings.clientCa() == null ? null : trust(settings.clientName());
        this.files = WatchedFiles.open(
                Stream.of(settings.certificate(), settings.key(), settings.clientCa())
                        .filter(file -> file != null)
                        .toList(),
                settings.reloadInterval(),
                this::read);
    }

    /**
     * Reads the files.
     *
     * @throws IOException if a file cannot be read or does not hold what it should; the message names it
     */
    static TlsFiles open(GrpcSettings.Tls settings) throws IOException {
        try {
            return new TlsFiles(settings);
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS: " + e.getMessage(), e);
        }
    }

    private static AdvancedTlsX509TrustManager trust(String clientName) throws GeneralSecurityException {
        return AdvancedTlsX509TrustManager.newBuilder()
                .setVerification(AdvancedTlsX509TrustManager.Verification.CERTIFICATE_ONLY_VERIFICATION)
                .setSslSocketAndEnginePeerVerifier(new ClientName(clientName))
                .build();
    }

    private void read() throws IOException, GeneralSecurityException {
        ServerIdentity identity = ServerIdentity.read(settings.certificate(), settings.key());
        keys.updateIdentityCredentials(identity.chain().toArray(new X509Certificate[0]), identity.key());
        if (trust != null && settings.clientCa() != null) {
            trust.updateTrustCredentials(PemFile.read("roots of clients", settings.clientCa(), CertificatePem::read)
                    .toArray(new X509Certificate[0]));
        }
    }

    ServerCredentials credentials() {
        TlsServerCredentials.Builder credentials =
                TlsServerCredentials.newBuilder().keyManager(keys);
        if (trust != null) {
            credentials.trustManager(trust).clientAuth(TlsServerCredentials.ClientAuth.REQUIRE);
        }
        return credentials.build();
    }

    @Override
    public void close() {
        files.close();
    }
}
