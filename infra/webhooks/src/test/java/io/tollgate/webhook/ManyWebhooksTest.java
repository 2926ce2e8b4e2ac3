package io.tollgate.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What some receivers do wrong costs the others nothing. */
@Timeout(120)
final class ManyWebhooksTest {

    private static final int WEBHOOKS = 300;
    private static final int EVENTS = 3;

    @TempDir
    private Path folder;

    /** No attempt that hangs ends while this runs, so whatever waited for one would never come. */
    @Test
    void aTenthThatHangsHoldsUpNobodyElse() throws IOException {
        try (Receiver healthy = new Receiver();
                Receiver hanging = new Receiver();
                Sending sending = new Sending(folder)) {
            hanging.answer(hanging.hang());
            List<String> all = new ArrayList<>();
            for (int i = 0; i < WEBHOOKS; i++) {
                Receiver receiver = i % 10 == 0 ? hanging : healthy;
                sending.webhook("w" + i, receiver.url("/" + i));
                all.add("w" + i);
            }
            sending.open(Sending.config(Duration.ofMinutes(5)));

            for (int event = 0; event < EVENTS; event++) {
                sending.deliveries().accept(all, Sending.event("evt_" + event));
            }

            await().atMost(Duration.ofSeconds(90))
                    .until(() -> healthy.requests().size() == EVENTS * WEBHOOKS * 9 / 10);
            assertThat(hanging.requests()).hasSize(WEBHOOKS / 10);
        }
    }

    @Test
    void thoseThatFailedTakeHalfOfThePlacesAtMost() throws IOException {
        try (Receiver healthy = new Receiver();
                Receiver hanging = new Receiver();
                Sending sending = new Sending(folder)) {
            List<String> failing = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                sending.webhook("f" + i, hanging.url("/" + i));
                failing.add("f" + i);
            }
            sending.webhook("ops", healthy.url("/"));
            hanging.answer(Receiver.status(500));
            sending.open(new WebhookConfig(
                    Sending.LOOPBACK,
                    new WebhookConfig.Attempts(Duration.ofSeconds(5), Duration.ofMinutes(5), 10, 1),
                    Sending.PLENTY));
            sending.deliveries().accept(failing, Sending.event("evt_1"));
            for (String webhook : failing) {
                sending.awaitAttempts(webhook, "evt_1", 1);
            }

            hanging.answer(hanging.hang());
            sending.advance(Duration.ofSeconds(6));
            await().until(() -> hanging.requests().size() == 25);
            for (int i = 0; i < 20; i++) {
                sending.deliveries().accept("ops", Sending.event("evt_" + i));
            }

            sending.awaitState("ops", "evt_19", DeliveryState.DELIVERED);
            assertThat(hanging.requests()).hasSize(25);
        }
    }
}
