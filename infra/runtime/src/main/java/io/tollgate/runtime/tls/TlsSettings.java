package io.tollgate.runtime.tls;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a server's connections are secured. All files are PEM and are read again when they change.
 *
 * @param certificate the server's certificate and what leads to its root
 * @param key its private key, in PKCS #8, PKCS #1 (RSA) or SEC1 (EC), not encrypted; may be the same file
 * @param clientCa the roots that clients must come from, null if a client needs no certificate
 * @param reloadInterval how often is looked for changes
 */
public record TlsSettings(
        Path certificate, Path key, @Nullable Path clientCa, Duration reloadInterval) {

    public TlsSettings {
        requireNonNull(certificate, "certificate");
        requireNonNull(key, "key");
        requireNonNull(reloadInterval, "reloadInterval");
    }

    /** Returns the files that are read. */
    public List<Path> files() {
        List<Path> files = new ArrayList<>(List.of(certificate, key));
        if (clientCa != null) {
            files.add(clientCa);
        }
        return List.copyOf(files);
    }
}
