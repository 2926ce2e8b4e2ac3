package io.tollgate.runtime.tls;

import static java.util.Objects.requireNonNull;

import io.tollgate.runtime.settings.Setting;
import io.tollgate.runtime.settings.SettingValues;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings that name the files of a server's TLS; connections are secured where the certificate is set.
 *
 * @param certificate file of the certificate, empty for plain connections
 * @param key file of its key
 * @param clientCa file of the roots that clients must come from, empty where they need no certificate
 */
public record TlsFileSettings(Setting<String> certificate, Setting<String> key, Setting<String> clientCa) {

    public TlsFileSettings {
        requireNonNull(certificate, "certificate");
        requireNonNull(key, "key");
        requireNonNull(clientCa, "clientCa");
    }

    /** Returns what is missing: a certificate needs its key, and a key or the roots of clients a certificate. */
    public List<String> conflicts(SettingValues values) {
        List<String> problems = new ArrayList<>();
        boolean secured = !values.get(certificate).isEmpty();
        if (secured && values.get(key).isEmpty()) {
            problems.add(key.missing("a PEM file, since " + certificate.name() + " is set"));
        }
        for (Setting<String> other : List.of(key, clientCa)) {
            if (!secured && !values.get(other).isEmpty()) {
                problems.add(certificate.missing("a PEM file, since " + other.name() + " is set"));
            }
        }
        return problems;
    }

    /** Returns how connections are secured, null where they are plain; of values without {@link #conflicts}. */
    public @Nullable TlsSettings read(SettingValues values, Duration reloadInterval) {
        String file = values.get(certificate);
        String roots = values.get(clientCa);
        return file.isEmpty()
                ? null
                : new TlsSettings(
                        Path.of(file),
                        Path.of(values.get(key)),
                        roots.isEmpty() ? null : Path.of(roots),
                        reloadInterval);
    }
}
