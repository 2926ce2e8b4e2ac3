package io.tollgate.webhook;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What the tests of sending share: a clock, webhooks, and deliveries with short times. */
final class Sending implements AutoCloseable {

    static final Secret SECRET = Secret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    static final WebhookConfig.Targets LOOPBACK =
            new WebhookConfig.Targets(Network.parseAll(List.of("127.0.0.0/8")), true, null);
    static final WebhookConfig.Kept PLENTY = new WebhookConfig.Kept(10_000, 1 << 26);

    final TestClock clock = new TestClock();
    final Map<String, Webhook> webhooks = new ConcurrentHashMap<>();
    private final Path folder;
    private @Nullable Deliveries deliveries;

    Sending(Path folder) {
        this.folder = folder;
    }

    /** Returns limits with which an attempt ends soon. */
    static WebhookConfig.Attempts within(Duration total) {
        return new WebhookConfig.Attempts(Duration.ofSeconds(5), total, 100, 1);
    }

    static WebhookConfig config() {
        return new WebhookConfig(LOOPBACK, within(Duration.ofSeconds(20)), PLENTY);
    }

    static WebhookConfig config(Duration total) {
        return new WebhookConfig(LOOPBACK, within(total), PLENTY);
    }

    Sending open() {
        return open(config());
    }

    Sending open(WebhookConfig config) {
        return open(config, Resolver.system());
    }

    Sending open(WebhookConfig config, Resolver resolver) {
        deliveries = Deliveries.open(
                folder,
                config,
                webhooks::get,
                new Surroundings(clock, RandomGenerator.of("L64X128MixRandom"), resolver));
        return this;
    }

    Deliveries deliveries() {
        if (deliveries == null) {
            throw new IllegalStateException("not open");
        }
        return deliveries;
    }

    /** Makes a webhook for all events. */
    Sending webhook(String key, URI url) {
        webhooks.put(key, new Webhook(key, url, Set.of(), List.of(SECRET)));
        return this;
    }

    static WebhookEvent event(String id) {
        return event(id, "hello");
    }

    static WebhookEvent event(String id, String text) {
        return WebhookEvent.of(
                id,
                EventType.USAGE_THRESHOLD,
                Instant.parse("2026-11-30T11:59:59Z"),
                JsonNodeFactory.instance.objectNode().put("text", text));
    }

    /** Lets time pass, and has deliveries look at the clock. */
    void advance(Duration by) {
        clock.advance(by);
        deliveries().accept(List.of(), event("nobody"));
    }

    Delivery delivery(String webhook, String id) {
        return deliveries().find(webhook, id).orElseThrow();
    }

    Delivery awaitState(String webhook, String id, DeliveryState state) {
        await().atMost(Duration.ofSeconds(30)).until(() -> delivery(webhook, id).state() == state);
        return delivery(webhook, id);
    }

    Delivery awaitAttempts(String webhook, String id, int number) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> delivery(webhook, id).progress().attempts().size() >= number);
        return delivery(webhook, id);
    }

    @Override
    public void close() {
        if (deliveries != null) {
            deliveries.close();
            deliveries = null;
        }
    }
}
