package io.tollgate.webhook;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.regex.Pattern;

/** Something that happened, with the bytes that tell it. They are made once: all attempts send the same. Immutable. */
public final class WebhookEvent {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");
    private static final int MOST_BYTES = 20_000;

    private final String id;
    private final EventType type;
    private final byte[] payload;

    private WebhookEvent(String id, EventType type, byte[] payload) {
        this.id = id;
        this.type = type;
        this.payload = payload;
    }

    /**
     * Returns an event.
     *
     * @param id by which a receiver recognises it: the same event must have the same id whenever it is accepted again.
     *     Letters, digits, {@code _} and {@code -}; a dot would separate it from the time in what is signed
     * @param at when it happened
     * @param data what happened
     * @throws IllegalArgumentException if the id is another, or the payload has more than 20,000 bytes
     */
    public static WebhookEvent of(String id, EventType type, Instant at, JsonNode data) {
        requireNonNull(type, "type");
        if (!isId(id)) {
            throw new IllegalArgumentException("'" + id + "' (expected: " + ID + ")");
        }
        ObjectNode envelope = JSON.createObjectNode().put("type", type.id()).put("timestamp", at.toString());
        envelope.set("data", data);
        byte[] payload = bytes(envelope);
        if (payload.length > MOST_BYTES) {
            throw new IllegalArgumentException(
                    id + ": its payload has " + payload.length + " bytes (expected: at most " + MOST_BYTES + ")");
        }
        return new WebhookEvent(id, type, payload);
    }

    static boolean isId(String id) {
        return ID.matcher(id).matches();
    }

    private static byte[] bytes(ObjectNode envelope) {
        try {
            return JSON.writeValueAsBytes(envelope);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is always JSON", e);
        }
    }

    /** Returns by which a receiver recognises it. */
    public String id() {
        return id;
    }

    /** Returns what it is about. */
    public EventType type() {
        return type;
    }

    /** Returns what is sent, not a copy. */
    byte[] payload() {
        return payload;
    }

    @Override
    public String toString() {
        return type.id() + " " + id;
    }
}
