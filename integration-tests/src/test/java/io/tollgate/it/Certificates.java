package io.tollgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** A certificate authority in a folder, made with the JDK's keytool. */
final class Certificates {

    private static final String PASSWORD = "changeit";
    private static final Duration COMMAND = Duration.ofMinutes(1);
    private static final int LINE = 64;

    private final Path folder;
    private final Path store;

    /** A certificate and its private key, as PEM files. */
    record Identity(Path certificate, Path key) {}

    private Certificates(Path folder) {
        this.folder = folder;
        this.store = folder.resolve("keys.p12");
    }

    /** Makes the authority. */
    static Certificates in(Path folder) {
        try {
            Certificates made = new Certificates(Files.createDirectories(folder));
            made.keytool("-genkeypair", "-alias", "ca", "-keyalg", "EC", "-dname", "CN=test-ca", "-ext", "bc:c");
            made.keytool(
                    "-exportcert",
                    "-alias",
                    "ca",
                    "-rfc",
                    "-file",
                    made.authority().toString());
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + folder, e);
        }
    }

    /** Returns the authority's own certificate, a PEM file. */
    Path authority() {
        return folder.resolve("ca.crt");
    }

    /** Returns a new certificate for this DNS name and 127.0.0.1. */
    Identity issue(String name) {
        Path request = folder.resolve(name + ".csr");
        Identity identity = new Identity(folder.resolve(name + ".crt"), folder.resolve(name + ".key"));
        keytool("-genkeypair", "-alias", name, "-keyalg", "EC", "-dname", "CN=" + name);
        keytool("-certreq", "-alias", name, "-file", request.toString());
        keytool(
                "-gencert",
                "-alias",
                "ca",
                "-rfc",
                "-infile",
                request.toString(),
                "-outfile",
                identity.certificate().toString(),
                "-ext",
                "san=dns:" + name + ",ip:127.0.0.1");
        writeKey(name, identity.key());
        return identity;
    }

    private void keytool(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        try (ChildProcess keytool = ChildProcess.start("keytool", command, Map.of())) {
            assertThat(keytool.awaitExit(COMMAND)).as(keytool.output()).isZero();
        }
    }

    private void writeKey(String alias, Path file) {
        try {
            Key key =
                    KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray()).getKey(alias, PASSWORD.toCharArray());
            String base64 = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(key.getEncoded());
            Files.writeString(file, "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n");
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot read the key of " + alias, e);
        }
    }
}
