package io.tollgate.gateway.source;

import io.grpc.ChannelCredentials;
import io.grpc.ClientInterceptor;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.MetadataUtils;
import io.tollgate.gateway.source.XdsLimits.Settings;
import io.tollgate.gateway.source.XdsLimits.Tls;
import io.tollgate.runtime.tls.CertificatePem;
import io.tollgate.runtime.tls.PemFile;
import io.tollgate.runtime.tls.PrivateKeyPem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Connections to a management server. */
final class XdsChannels {

    /** More than the five minutes below which gRPC servers take pings for abuse unless they are told otherwise. */
    private static final long KEEP_ALIVE_MINUTES = 6;

    private static final long KEEP_ALIVE_TIMEOUT_SECONDS = 20;

    private XdsChannels() {}

    /**
     * Returns a channel that connects when it is used first.
     *
     * @param executor runs its callbacks
     * @throws UncheckedIOException if a certificate or key cannot be read
     */
    static ManagedChannel open(Settings settings, Executor executor) {
        ManagedChannelBuilder<?> channel = Grpc.newChannelBuilder(settings.target(), credentials(settings.tls()))
                .executor(executor)
                .intercept(headers(settings.headers()))
                .maxInboundMessageSize(settings.maxMessageBytes())
                .keepAliveTime(KEEP_ALIVE_MINUTES, TimeUnit.MINUTES)
                .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        Tls tls = settings.tls();
        if (tls != null && !tls.serverName().isEmpty()) {
            channel.overrideAuthority(tls.serverName());
        }
        return channel.build();
    }

    private static ChannelCredentials credentials(@Nullable Tls tls) {
        if (tls == null) {
            return InsecureChannelCredentials.create();
        }
        TlsChannelCredentials.Builder credentials = TlsChannelCredentials.newBuilder();
        try {
            if (tls.caCertificate() != null) {
                credentials.trustManager(
                        PemFile.read("roots of the server", tls.caCertificate(), CertificatePem::only));
            }
            if (tls.certificate() != null && tls.key() != null) {
                credentials.keyManager(
                        PemFile.read("certificate", tls.certificate(), CertificatePem::only),
                        PemFile.read("key", tls.key(), PrivateKeyPem::inPkcs8));
            }
            return credentials.build();
        } catch (IOException e) {
            throw new UncheckedIOException("TLS of the xDS server: " + e.getMessage(), e);
        }
    }

    /**
     * Rejects what cannot be the name of a header.
     *
     * @throws IllegalArgumentException if it cannot
     */
    static void checkHeader(String name) {
        if (name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
            throw new IllegalArgumentException("header: '" + name + "' (expected: one that holds text)");
        }
        key(name);
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    private static ClientInterceptor headers(Map<String, String> headers) {
        Metadata metadata = new Metadata();
        headers.forEach((name, value) -> metadata.put(key(name), value));
        return MetadataUtils.newAttachHeadersInterceptor(metadata);
    }
}
