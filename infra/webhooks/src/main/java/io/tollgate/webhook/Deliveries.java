package io.tollgate.webhook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Sends events to webhooks, at least once each, and says how that went. See the comment of the package. Thread-safe.
 *
 * <p>Methods that read or write the store throw an {@link UncheckedIOException} if the disk fails; an event is then not
 * accepted.
 */
public final class Deliveries implements AutoCloseable {

    private static final int MOST_TESTS = 8;

    private final DeliveryStore store;
    private final Sender sender;
    private final Dispatcher dispatcher;
    private final Webhooks webhooks;
    private final Surroundings surroundings;
    private final Semaphore tests = new Semaphore(MOST_TESTS);

    private Deliveries(
            DeliveryStore store, Sender sender, Dispatcher dispatcher, Webhooks webhooks, Surroundings surroundings) {
        this.store = store;
        this.sender = sender;
        this.dispatcher = dispatcher;
        this.webhooks = webhooks;
        this.surroundings = surroundings;
    }

    /**
     * Opens or creates the store, and goes on with what it has. One process at a time may do so.
     *
     * @param webhooks should know all: an attempt for one that is not known fails, and is made again as others are
     * @throws UncheckedIOException if the store cannot be opened, or the file of roots not be read
     */
    public static Deliveries open(Path folder, WebhookConfig config, Webhooks webhooks, Surroundings surroundings) {
        Sender sender = new HttpSender(config, surroundings);
        DeliveryStore store;
        try {
            store = new RocksDeliveryStore(folder, config.kept());
        } catch (RuntimeException e) {
            sender.close();
            throw e;
        }
        Dispatcher dispatcher = new Dispatcher(store, sender, webhooks, surroundings, config.attempts());
        dispatcher.start();
        return new Deliveries(store, sender, dispatcher, webhooks, surroundings);
    }

    /**
     * Takes an event for webhooks. What this returns as accepted is on disk and will be sent, whatever ends the process. The
     * same event can be accepted again, and is then one delivery as long as the first is kept.
     *
     * @return what became of it for each
     */
    public Map<String, Acceptance> accept(Collection<String> keys, WebhookEvent event) {
        return dispatcher.accept(keys, event);
    }

    /** Takes an event for one webhook, as the other method does. */
    public Acceptance accept(String key, WebhookEvent event) {
        return accept(List.of(key), event).getOrDefault(key, Acceptance.FULL);
    }

    /**
     * Returns deliveries of a webhook, the newest first, with their last attempts.
     *
     * @param state null for each
     * @param page {@link DeliveryPage#next()} of the page before; null for the first
     * @throws IllegalArgumentException if there is no such page
     */
    public DeliveryPage list(String webhook, @Nullable DeliveryState state, @Nullable String page) {
        return store.list(webhook, state, page);
    }

    /** Returns the dead letters of all webhooks, as the other method does. */
    public DeliveryPage deadLetters(@Nullable String page) {
        return store.dead(page);
    }

    /** Returns a delivery. */
    public Optional<Delivery> find(String webhook, String id) {
        return Optional.ofNullable(shown(store.find(webhook, id)));
    }

    private @Nullable Delivery shown(@Nullable Delivery delivery) {
        return delivery != null && store.state(delivery.webhook()).disabled()
                ? delivery.with(delivery.progress().disabled())
                : delivery;
    }

    /**
     * Sends a delivery again, whatever its state: at once, with the same id, and if that fails with the whole schedule. If
     * the webhook is disabled, as soon as it is enabled.
     *
     * @return the delivery; empty if it is not kept
     */
    public Optional<Delivery> resend(String webhook, String id) {
        return Optional.ofNullable(shown(dispatcher.resend(webhook, id)));
    }

    /**
     * Makes one attempt with an event of the type {@code webhook.test}, which is not kept, also if the webhook is disabled.
     *
     * @return what came of it; fails with an IllegalStateException if there are too many tests at once
     * @throws NoSuchElementException if there is no such webhook
     */
    public CompletableFuture<Attempt> test(String key) {
        Webhook webhook = webhooks.find(key);
        if (webhook == null) {
            throw new NoSuchElementException("there is no webhook " + key);
        }
        if (!tests.tryAcquire()) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("there are " + MOST_TESTS + " tests already; try again in a while"));
        }
        WebhookEvent event = WebhookEvent.of(
                "test_" + UUID.randomUUID(),
                EventType.TEST,
                surroundings.clock().instant(),
                JsonNodeFactory.instance.objectNode().put("webhook", key));
        return sender.send(webhook, event.id(), event.payload())
                .whenComplete((outcome, failure) -> tests.release())
                .thenApply(Outcome::attempt);
    }

    /** Returns since when a webhook is disabled, since its receiver answered 410; empty if it is not. */
    public Optional<Instant> disabledSince(String webhook) {
        WebhookState state = store.state(webhook);
        return state.disabled() ? Optional.of(Instant.ofEpochMilli(state.disabledAt())) : Optional.empty();
    }

    /** Sends to a webhook again, beginning with what waited; returns whether it was disabled. */
    public boolean enable(String webhook) {
        return dispatcher.enable(webhook);
    }

    /** Forgets a webhook that is no more, with all its deliveries. */
    public void forget(String webhook) {
        dispatcher.forget(webhook);
    }

    /** Ends all attempts. What has not arrived is sent at the next start. */
    @Override
    public void close() {
        dispatcher.close();
        store.close();
    }
}
