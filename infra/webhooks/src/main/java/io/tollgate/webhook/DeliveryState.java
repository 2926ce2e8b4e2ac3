package io.tollgate.webhook;

/** How far a delivery is. */
public enum DeliveryState {
    /** It is sent at the time of its next attempt. */
    PENDING('p'),
    /** The receiver has it. */
    DELIVERED('s'),
    /** The last attempt failed: a dead letter. */
    DEAD('x'),
    /** It waits until its webhook is enabled again. Stored as pending. */
    DISABLED('-');

    private final char code;

    DeliveryState(char code) {
        this.code = code;
    }

    /** Returns what stands for it on disk. */
    byte code() {
        return (byte) code;
    }
}
