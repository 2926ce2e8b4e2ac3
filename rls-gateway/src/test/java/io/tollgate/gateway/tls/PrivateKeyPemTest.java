package io.tollgate.gateway.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PrivateKeyPemTest {

    @ParameterizedTest
    @ValueSource(ints = {512, 1024, 2048})
    void wrapsAnRsaKeyInPkcs1(int bits) throws GeneralSecurityException, IOException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        byte[] pkcs8 = generator.generateKeyPair().getPrivate().getEncoded();

        String read = new String(PrivateKeyPem.inPkcs8(RsaKeys.pkcs1Pem(pkcs8)).readAllBytes(), US_ASCII);

        String body = read.replaceAll("-----.*-----|\\s", "");
        assertThat(Base64.getDecoder().decode(body)).isEqualTo(pkcs8);
    }

    @Test
    void leavesOtherKeysAsTheyAre() throws IOException {
        String pem = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";

        assertThat(PrivateKeyPem.inPkcs8(pem).readAllBytes()).isEqualTo(pem.getBytes(US_ASCII));
    }
}
