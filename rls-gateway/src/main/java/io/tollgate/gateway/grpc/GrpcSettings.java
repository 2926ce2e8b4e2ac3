package io.tollgate.gateway.grpc;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How gRPC is served.
 *
 * @param host name or address of the interface
 * @param port 0 for any free one
 * @param unixSocket path of the socket that is listened at instead of host and port, null for none
 * @param tls how connections are secured, null for plain text
 * @param maxConnectionAge after which a client is told to connect anew; give or take 10 %; zero for never, as in Go's gRPC
 * @param maxConnectionAgeGrace how long calls may still take then; zero for as long as they take
 */
public record GrpcSettings(
        String host,
        int port,
        @Nullable Path unixSocket,
        @Nullable Tls tls,
        Duration maxConnectionAge,
        Duration maxConnectionAgeGrace) {

    public GrpcSettings {
        requireNonNull(host, "host");
        requireNonNull(maxConnectionAge, "maxConnectionAge");
        requireNonNull(maxConnectionAgeGrace, "maxConnectionAgeGrace");
    }

    /**
     * How connections are secured. All files are PEM and are read again when they change.
     *
     * @param certificate the server's certificate and what leads to its root
     * @param key its private key, in PKCS #8, PKCS #1 (RSA) or SEC1 (EC), not encrypted; may be the same file
     * @param clientCa the roots that clients must come from, null if a client needs no certificate
     * @param clientName the DNS name that a client's certificate must have, empty for any
     * @param reloadInterval how often is looked for changes
     */
    public record Tls(Path certificate, Path key, @Nullable Path clientCa, String clientName, Duration reloadInterval) {

        public Tls {
            requireNonNull(certificate, "certificate");
            requireNonNull(key, "key");
            requireNonNull(clientName, "clientName");
            requireNonNull(reloadInterval, "reloadInterval");
        }
    }

    /** Returns where is listened, for messages. */
    public String address() {
        return unixSocket == null ? host + ":" + port : "unix:" + unixSocket;
    }
}
