package io.tollgate.webhook;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps deliveries. Reads may come from any thread; changes come from one at a time.
 *
 * <p>All methods throw an {@link java.io.UncheckedIOException} if the disk fails; what was to be changed is then as it was.
 */
interface DeliveryStore extends AutoCloseable {

    /**
     * Adds a delivery, unless it is there or there is no room: deliveries that have ended make room, the oldest first. Is
     * on disk after the next {@link #sync}.
     */
    Acceptance add(Delivery delivery, byte[] payload);

    /** Returns once nothing that was changed before can be lost. */
    void sync();

    /** Puts a delivery in the place of what it was. May be lost by a crash of the machine, not of the process. */
    void change(Delivery delivery);

    /** Says whether a webhook is disabled. */
    void setDisabled(String webhook, long atMillis);

    /** Forgets a webhook and all its deliveries. */
    void forget(String webhook);

    /** Returns what is known of a webhook. */
    WebhookState state(String webhook);

    /** Returns a delivery; null if there is none. */
    @Nullable Delivery find(String webhook, String id);

    /** Returns what is sent; null if there is no such delivery. */
    byte @Nullable [] payload(String webhook, String id);

    /**
     * Returns the delivery of a webhook that is due first.
     *
     * @param from nothing is due before
     * @param except deliveries that are left out
     */
    Optional<Due> firstDue(String webhook, Due from, Set<String> except);

    /** Returns the webhooks for which a delivery is pending. */
    List<String> waiting();

    /**
     * Returns deliveries of a webhook.
     *
     * @param state null for each
     * @param page null for the first
     * @throws IllegalArgumentException if there is no such page
     */
    DeliveryPage list(String webhook, @Nullable DeliveryState state, @Nullable String page);

    /** Returns dead letters of all webhooks, as the other method does. */
    DeliveryPage dead(@Nullable String page);

    @Override
    void close();
}
