package io.tollgate.gateway.source;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tollgate.testkit.RsaKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A self-signed certificate and its key, made by the JDK's keytool.
 *
 * @param certificate in PEM
 * @param key in PKCS#1, as Envoy Gateway writes it
 * @param keyInPkcs8 the same key
 */
record TestCertificate(Path certificate, Path key, Path keyInPkcs8) {

    private static final String PASSWORD = "password";
    private static final Base64.Encoder MIME = Base64.getMimeEncoder(64, new byte[] {'\n'});

    /** Makes one for the name and puts it into the folder. */
    static TestCertificate of(String name, Path folder) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(generate(name, folder).toFile(), PASSWORD.toCharArray());
        byte[] key = store.getKey(name, PASSWORD.toCharArray()).getEncoded();
        return new TestCertificate(
                Files.writeString(
                        folder.resolve(name + ".crt"),
                        pem("CERTIFICATE", store.getCertificate(name).getEncoded()),
                        US_ASCII),
                Files.writeString(folder.resolve(name + ".rsa"), RsaKeys.pkcs1Pem(key), US_ASCII),
                Files.writeString(folder.resolve(name + ".key"), pem("PRIVATE KEY", key), US_ASCII));
    }

    private static Path generate(String name, Path folder) throws IOException {
        Path store = folder.resolve(name + ".p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-keyalg",
                        "RSA",
                        "-alias",
                        name,
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "SAN=dns:" + name,
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start();
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(Files.readString(folder.resolve(name + ".log")));
        }
        return store;
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n" + MIME.encodeToString(der) + "\n-----END " + type + "-----\n";
    }
}
