package io.tollgate.webhook;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * An event on its way to a webhook.
 *
 * @param webhook key of the webhook
 * @param id of the event
 * @param type of the event
 * @param created when it was accepted
 */
public record Delivery(String webhook, String id, String type, Instant created, Progress progress) {

    public Delivery {
        requireNonNull(webhook, "webhook");
        requireNonNull(id, "id");
        requireNonNull(type, "type");
        requireNonNull(created, "created");
        requireNonNull(progress, "progress");
    }

    /** Returns it, further on. */
    Delivery with(Progress next) {
        return new Delivery(webhook, id, type, created, next);
    }

    /** Returns how far it is. */
    public DeliveryState state() {
        return progress.state();
    }
}
