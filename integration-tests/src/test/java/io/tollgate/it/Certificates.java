package io.tollgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

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

    /** Returns what a client needs that has this identity and trusts the authority. */
    SSLContext client(Identity identity) {
        try {
            String alias = identity.key().getFileName().toString().replace(".key", "");
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry(
                    alias, key(alias), PASSWORD.toCharArray(), new Certificate[] {read(identity.certificate())});
            keys.setCertificateEntry("ca", read(authority()));
            KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(keys, PASSWORD.toCharArray());
            TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusted.init(keys);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot make a client of " + identity, e);
        }
    }

    private static Certificate read(Path pem) throws GeneralSecurityException, IOException {
        try (InputStream in = Files.newInputStream(pem)) {
            return CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private Key key(String alias) throws GeneralSecurityException, IOException {
        return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray()).getKey(alias, PASSWORD.toCharArray());
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
            String base64 = Base64.getMimeEncoder(LINE, new byte[] {'\n'})
                    .encodeToString(key(alias).getEncoded());
            Files.writeString(file, "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n");
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot read the key of " + alias, e);
        }
    }
}
