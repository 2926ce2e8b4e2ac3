package io.tollgate.gateway.grpc;

import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import java.io.IOException;
import java.nio.file.Files;
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
        this.taken = times();
        read();
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
     * @throws IOException if a file cannot be read or does not hold what it should
     */
    static TlsFiles open(GrpcSettings.Tls settings) throws IOException {
        try {
            return new TlsFiles(settings);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("TLS: " + describe(settings) + ": " + e, e);
        }
    }

    private static String describe(GrpcSettings.Tls settings) {
        String server = "certificate " + settings.certificate() + " and key " + settings.key()
                + " (expected: PEM; the key in PKCS #8, which 'openssl pkcs8 -topk8 -nocrypt' makes, or RSA in PKCS #1)";
        return settings.clientCa() == null ? server : server + ", roots of clients " + settings.clientCa();
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
            trust.updateTrustCredentials(settings.clientCa().toFile());
        }
    }

    private List<FileTime> times() throws IOException {
        List<Path> files = Stream.of(settings.certificate(), settings.key(), settings.clientCa())
                .filter(file -> file != null)
                .toList();
        FileTime[] times = new FileTime[files.size()];
        for (int i = 0; i < times.length; i++) {
            times[i] = Files.getLastModifiedTime(files.get(i));
        }
        return List.of(times);
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
                LOG.warn("TLS files changed but cannot be used; those before stay in use", e);
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
