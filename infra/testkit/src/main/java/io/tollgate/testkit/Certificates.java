package io.tollgate.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Makes certificates with the keytool of the JDK, as PEM files. */
public final class Certificates {

    private static final char[] PASSWORD = "password".toCharArray();

    private final Path folder;
    private final Path store;

    /** @param folder gets the files */
    public Certificates(Path folder) {
        this.folder = folder;
        this.store = folder.resolve("certificates.p12");
    }

    /** Makes a root that signs others. */
    public Path root(String name) {
        make(name, List.of("-ext", "bc:c"));
        return certificate(name);
    }

    /** Makes a certificate for a DNS name and 127.0.0.1, signed by a root. */
    public void signed(String name, String dnsName, String root) {
        make(name, List.of("-signer", root, "-ext", "san=dns:" + dnsName + ",ip:127.0.0.1"));
    }

    private void make(String name, List<String> more) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-dname",
                "CN=" + name,
                "-keyalg",
                "EC",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD)));
        command.addAll(more);
        try {
            Process keytool =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(keytool.getInputStream().readAllBytes(), US_ASCII);
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes the certificate, without its root, and returns the file. */
    public Path certificate(String name) {
        return write(name + ".crt", "CERTIFICATE", read(name, true));
    }

    /** Writes the private key and returns the file. */
    public Path key(String name) {
        return write(name + ".key", "PRIVATE KEY", read(name, false));
    }

    /** Returns the private key as OpenSSL and cert-manager write it. */
    public String sec1Key(String name) {
        try {
            KeyFactory keys = KeyFactory.getInstance("EC");
            PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(read(name, false));
            return EcKeys.sec1Pem((ECPrivateKey) keys.generatePrivate(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] read(String name, boolean certificate) {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore loaded = KeyStore.getInstance("PKCS12");
            loaded.load(in, PASSWORD);
            return certificate
                    ? loaded.getCertificate(name).getEncoded()
                    : loaded.getKey(name, PASSWORD).getEncoded();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path write(String file, String type, byte[] content) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        try {
            return Files.writeString(
                    folder.resolve(file), "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
