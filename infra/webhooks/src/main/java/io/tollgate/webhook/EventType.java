package io.tollgate.webhook;

import java.util.Arrays;
import java.util.Optional;

/** What a webhook can tell of. */
public enum EventType {
    /** A customer has used a share of a limit. */
    USAGE_THRESHOLD("usage.threshold"),
    /** A window of a limit began anew. */
    USAGE_RESET("usage.reset"),
    /** What a customer has bought has changed. */
    SUBSCRIPTION_CHANGED("subscription.changed"),
    /** A statement will not change any more. */
    STATEMENT_CLOSED("statement.closed"),
    /** Somebody asked for it, to see whether it arrives; sent to each webhook. */
    TEST("webhook.test");

    private final String id;

    EventType(String id) {
        this.id = id;
    }

    /** Returns its name in documents and payloads. */
    public String id() {
        return id;
    }

    /** Returns the type of a name. */
    public static Optional<EventType> of(String id) {
        return Arrays.stream(values()).filter(type -> type.id.equals(id)).findFirst();
    }
}
