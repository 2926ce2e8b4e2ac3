package io.tollgate.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tollgate.runtime.settings.SettingValues;
import io.tollgate.webhook.Attempt;
import io.tollgate.webhook.Deliveries;
import io.tollgate.webhook.EventType;
import io.tollgate.webhook.Resolver;
import io.tollgate.webhook.Secret;
import io.tollgate.webhook.Surroundings;
import io.tollgate.webhook.Webhook;
import io.tollgate.webhook.WebhookConfig;
import io.tollgate.webhook.WebhookEvent;
import io.tollgate.webhook.WebhookSettings;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The official libraries of Standard Webhooks take what is sent. That of npm is asked only where there is an npm. */
final class WebhookSignaturesIT {

    private static final String OLD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String NEW = secret("a new secret of 32 bytes, in all!");
    private static final String OTHER = secret("one that nobody has given to the webhook");
    private static final Duration INSTALL = Duration.ofMinutes(5);
    private static final Duration SEND = Duration.ofSeconds(30);
    private static final Pattern PORT = Pattern.compile("port (\\d+)");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"python", "node"})
    void anEventIsVerifiedWithEachOfTwoSecretsAndWithNoOther(String language) {
        assumeTrue(!language.equals("node") || isOnPath("npm"), "there is no npm on the PATH");

        assertThat(statusAt(language, OLD, List.of(OLD))).isEqualTo(204);
        assertThat(statusAt(language, OLD, List.of(NEW, OLD))).isEqualTo(204);
        assertThat(statusAt(language, NEW, List.of(NEW, OLD))).isEqualTo(204);
        assertThat(statusAt(language, OTHER, List.of(NEW, OLD))).isEqualTo(401);
    }

    private static String secret(String bytes) {
        return "whsec_" + Base64.getEncoder().encodeToString(bytes.getBytes(US_ASCII));
    }

    private static boolean isOnPath(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(dir -> Files.isExecutable(Path.of(dir, program)));
    }

    /** Returns what a receiver with one secret answers to an event that is signed with some. */
    private @Nullable Integer statusAt(String language, String secret, List<String> signing) {
        Path run = Path.of(requireNonNull(System.getProperty("tollgate.webhooks"), "tollgate.webhooks"), "run");
        try (ChildProcess receiver = ChildProcess.start(
                "receiver", List.of("bash", run.toString(), language), Map.of("WEBHOOK_SECRET", secret))) {
            receiver.awaitOutput("port ", INSTALL);
            Matcher port = PORT.matcher(receiver.output());
            assertThat(port.find()).isTrue();
            Webhook webhook = new Webhook(
                    "ops",
                    URI.create("http://127.0.0.1:" + port.group(1) + "/"),
                    Set.of(),
                    signing.stream().map(Secret::parse).toList());
            return send(webhook).status();
        }
    }

    private Attempt send(Webhook webhook) {
        WebhookConfig config = WebhookConfig.of(SettingValues.read(
                List.of(WebhookSettings.GROUP),
                Map.of(),
                Map.of(
                        WebhookSettings.ALLOW_HTTP.name(),
                        "true",
                        WebhookSettings.ALLOW_NETWORKS.name(),
                        "127.0.0.0/8")));
        InstantSource clock = InstantSource.system();
        Surroundings real = new Surroundings(clock, RandomGenerator.of("L64X128MixRandom"), Resolver.system());
        String id = "evt_" + System.nanoTime();
        try (Deliveries deliveries = Deliveries.open(folder, config, key -> webhook, real)) {
            deliveries.accept(
                    "ops",
                    WebhookEvent.of(
                            id,
                            EventType.STATEMENT_CLOSED,
                            clock.instant(),
                            JsonNodeFactory.instance.objectNode().put("customer", "M\u00fcller & S\u00f6hne \u20ac")));
            await().atMost(SEND).until(() -> !attempts(deliveries, id).isEmpty());
            return attempts(deliveries, id).get(0);
        }
    }

    private static List<Attempt> attempts(Deliveries deliveries, String id) {
        return deliveries.find("ops", id).orElseThrow().progress().attempts();
    }
}
