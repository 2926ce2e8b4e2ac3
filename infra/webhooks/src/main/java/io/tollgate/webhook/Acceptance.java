package io.tollgate.webhook;

/** What became of an event that was to be sent. */
public enum Acceptance {
    /** It is on disk, and will be sent. */
    ACCEPTED,
    /** It was accepted before, with the same id. */
    KNOWN,
    /** The webhook wants no events of its type. */
    UNWANTED,
    /** As much waits for the webhook as may be kept; nothing was stored. */
    FULL
}
