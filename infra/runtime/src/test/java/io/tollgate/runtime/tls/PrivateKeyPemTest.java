package io.tollgate.runtime.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.testkit.EcKeys;
import io.tollgate.testkit.RsaKeys;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PrivateKeyPemTest {

    @ParameterizedTest
    @ValueSource(ints = {512, 1024, 2048})
    void wrapsAnRsaKeyInPkcs1(int bits) throws GeneralSecurityException, IOException {
        byte[] pkcs8 = generated("RSA", bits).getEncoded();

        String read = new String(PrivateKeyPem.inPkcs8(RsaKeys.pkcs1Pem(pkcs8)).readAllBytes(), US_ASCII);

        String body = read.replaceAll("-----.*-----|\\s", "");
        assertThat(Base64.getDecoder().decode(body)).isEqualTo(pkcs8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
    void readsAnEcKeyInSec1WithItsCurveInItOrBeforeIt(String curve) throws GeneralSecurityException, IOException {
        ECPrivateKey key = onCurve(curve);

        for (String pem : new String[] {EcKeys.sec1Pem(key), EcKeys.sec1PemBehindParameters(key)}) {
            assertThat(PrivateKeyPem.read(pem)).isInstanceOfSatisfying(ECPrivateKey.class, read -> {
                assertThat(read.getS()).isEqualTo(key.getS());
                assertThat(read.getParams().getCurve())
                        .isEqualTo(key.getParams().getCurve());
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"RSA, 2048", "EC, 256", "EC, 384", "EC, 521", "Ed25519, 255"})
    void readsAKeyInPkcs8AmongOtherBlocksAndComments(String algorithm, int bits)
            throws GeneralSecurityException, IOException {
        PrivateKey key = generated(algorithm, bits);
        String pem = "the key of größe.example\r\n" + EcKeys.pem("CERTIFICATE", new byte[] {1}) + "and\n"
                + EcKeys.pem("PRIVATE KEY", key.getEncoded()).replace("\n", "\r\n");

        assertThat(PrivateKeyPem.read(pem).getEncoded()).isEqualTo(key.getEncoded());
        assertThat(PrivateKeyPem.encodedInPkcs8(pem)).isEqualTo(key.getEncoded());
    }

    @Test
    void saysWhatIsWrongWithAKeyOnACurve() throws GeneralSecurityException {
        ECPrivateKey key = onCurve("secp256r1");
        byte[] sec1 = Base64.getMimeDecoder().decode(EcKeys.sec1Pem(key).replaceAll("-----.*-----", ""));

        rejects(EcKeys.sec1PemWithoutCurve(key), "does not say its curve");
        rejects(
                EcKeys.pem("EC PARAMETERS", new byte[] {0x30, 0}) + EcKeys.sec1PemWithoutCurve(key),
                "expected: a curve by its name");
        for (int length = 0; length < sec1.length; length++) {
            rejects(EcKeys.pem("EC PRIVATE KEY", Arrays.copyOf(sec1, length)), "its ");
        }
    }

    @Test
    void saysWhatIsThereInsteadOfAKey() throws GeneralSecurityException {
        String encrypted =
                "the private key is encrypted, and there is nowhere to say its password (decrypt it: openssl";
        rejects(EcKeys.pem("ENCRYPTED PRIVATE KEY", new byte[] {1}), encrypted);
        rejects(
                EcKeys.pem("RSA PRIVATE KEY", new byte[] {1})
                        .replaceFirst("\n", "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n"),
                encrypted);
        rejects(
                "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END EC PRIVATE KEY-----\n",
                encrypted);
        rejects(EcKeys.pem("DSA PRIVATE KEY", new byte[] {1}), "a DSA key is of no use for TLS");
        rejects(EcKeys.pem("PRIVATE KEY", generated("DSA", 2048).getEncoded()), "a DSA key is of no use for TLS");
        rejects(EcKeys.pem("OPENSSH PRIVATE KEY", new byte[] {1}), "it holds a key of OpenSSH (convert it");
        rejects(EcKeys.pem("PRIVATE KEY", new byte[] {1}), "its private key is broken, or of a kind");
        rejects("-----BEGIN PRIVATE KEY-----\n???\n-----END PRIVATE KEY-----\n", "its PRIVATE KEY is not base64");
        rejects(EcKeys.pem("CERTIFICATE", new byte[] {1}), "there is no private key in it, but CERTIFICATE (expected:");
        rejects("", "there is no private key in it (expected: a key in PEM");
        rejects("0\u0082\u0001", "there is no private key in it (expected: a key in PEM");
    }

    private static void rejects(String pem, String reason) {
        assertThatThrownBy(() -> PrivateKeyPem.read(pem))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(reason);
    }

    private static PrivateKey generated(String algorithm, int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair().getPrivate();
    }

    private static ECPrivateKey onCurve(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return (ECPrivateKey) generator.generateKeyPair().getPrivate();
    }
}
