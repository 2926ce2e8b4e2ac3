package io.tollgate.webhook;

import org.jspecify.annotations.Nullable;

/** The webhooks as they are now. Asked at each attempt, so a change holds from the next one on. Thread-safe and fast. */
@FunctionalInterface
public interface Webhooks {

    /** Returns the webhook of a key; null if there is none. */
    @Nullable Webhook find(String key);
}
