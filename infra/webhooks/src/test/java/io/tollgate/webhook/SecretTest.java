package io.tollgate.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretTest {

    private static final String TEXT = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final Instant AT = Instant.ofEpochSecond(1_614_265_330);
    private static final byte[] PAYLOAD = "{\"test\": 2432232314}".getBytes(UTF_8);

    /** Of the reference libraries, which have it in all languages. */
    private static final String PUBLISHED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    @TempDir
    private Path folder;

    @Test
    void signsAsTheReferenceLibrariesDo() {
        Signature signature = Signature.of(List.of(Secret.parse(TEXT)), "msg_p5jXN8AQM9LWM0D4loKWxJek", AT, PAYLOAD);

        assertThat(signature.signatures()).isEqualTo(PUBLISHED);
        assertThat(signature.timestamp()).isEqualTo("1614265330");
        assertThat(signature.id()).isEqualTo("msg_p5jXN8AQM9LWM0D4loKWxJek");
    }

    @Test
    void signsWithBothSecretsWhileOneTakesThePlaceOfTheOther() {
        Secret next = Secret.parse("whsec_" + Base64.getEncoder().encodeToString(new byte[32]));

        Signature signature =
                Signature.of(List.of(next, Secret.parse(TEXT)), "msg_p5jXN8AQM9LWM0D4loKWxJek", AT, PAYLOAD);

        assertThat(signature.signatures().split(" "))
                .hasSize(2)
                .contains(PUBLISHED)
                .doesNotHaveDuplicates();
    }

    @Test
    void isShownAsItsLastCharactersOnly() {
        Secret secret = Secret.parse(TEXT);

        assertThat(secret).hasToString("whsec_...LaSw");
        assertThat(secret.hint()).isEqualTo("whsec_...LaSw");
    }

    @Test
    void aWebhookShowsNeitherItsSecretsNorThePathWhichIsOftenOne() {
        Webhook webhook = new Webhook(
                "ops", URI.create("https://example.com/T00/B00/XXX?key=abc"), Set.of(), List.of(Secret.parse(TEXT)));

        assertThat(webhook).hasToString("webhook ops at https://example.com");
    }

    @Test
    void comesFromAFileToo() throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), TEXT + "\n");

        assertThat(Secret.ofFile(file.toString())).isEqualTo(Secret.parse(TEXT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "whsec_",
                "whsec_not-base64!",
                "whsec_c2hvcnQtc2VjcmV0",
                "whsec_QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB"
            })
    void isRejectedWithoutBeingRepeatedIfItIsNone(String text) {
        assertThatThrownBy(() -> Secret.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("24 to 64")
                .hasMessageNotContaining(text.equals("whsec_") ? "\0" : text.replace("whsec_", ""))
                .hasNoCause();
    }
}
