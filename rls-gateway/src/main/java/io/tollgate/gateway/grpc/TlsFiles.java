package io.tollgate.gateway.grpc;

import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.tollgate.gateway.tls.CertificatePem;
import io.tollgate.gateway.tls.PemFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of TLS, read again when they change. A connection keeps what it began with. Files that do not fit together,
 * as they may while they are being replaced, are not taken: what was read before stays in use, and they are tried again
 * until they do. The watches of grpc-java look once a minute at most, so this has one of its own.
 */
final class TlsFiles implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);

    private static final FileTime MISSING = FileTime.fromMillis(0);

    private final GrpcSettings.Tls settings;
    private final AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
    private final @Nullable AdvancedTlsX509TrustManager trust;
    private final ScheduledExecutorService watch;
    private List<FileTime> taken;
    private List<FileTime> refused = List.of();

    @SuppressWarnings("FutureReturnValueIgnored") // the task catches what may be thrown
    private TlsFiles(GrpcSettings.Tls settings) throws IOException, GeneralSecurityException {
        this.settings = settings;
        this.trust = settings.clientCa() == null ? null : trust(settings.clientName());
        List<FileTime> before = times();
        read();
        this.taken = before;
        this.watch = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread named = new Thread(task, "tls-files");
            named.setDaemon(true);
            return named;
        });
        long millis = settings.reloadInterval().toMillis();
        watch.scheduleWithFixedDelay(this::readIfChanged, millis, millis, TimeUnit.MILLISECONDS);
    }

    /**
     * Reads the files.
     *
     * @throws IOException if a file cannot be read or does not hold what it should; the message names it
     */
    static TlsFiles open(GrpcSettings.Tls settings) throws IOException {
        try {
            return new TlsFiles(settings);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
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

    private List<FileTime> times() throws IOException {
        List<Path> files = Stream.of(settings.certificate(), settings.key(), settings.clientCa())
                .filter(file -> file != null)
                .toList();
        FileTime[] times = new FileTime[files.size()];
        for (int i = 0; i < times.length; i++) {
            times[i] = time(files.get(i));
        }
        return List.of(times);
    }

    private static FileTime time(Path file) throws IOException {
        try {
            return Files.getLastModifiedTime(file);
        } catch (NoSuchFileException e) {
            return MISSING; // reading it will say so
        }
    }

    private void readIfChanged() {
        List<FileTime> seen = List.of();
        try {
            seen = times();
            if (!seen.equals(taken)) {
                read();
                taken = seen;
                refused = List.of();
                LOG.info("TLS files were read again");
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            if (!seen.equals(refused)) {
                LOG.warn("TLS files changed but cannot be used, those before stay in use: {}", e.getMessage());
                LOG.debug("TLS files cannot be used", e);
                refused = seen;
            }
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
        watch.shutdownNow();
    }
}
