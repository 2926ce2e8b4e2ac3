package io.tollgate.webhook;

import java.nio.ByteBuffer;

/**
 * What the store knows of a webhook.
 *
 * @param deliveries how many are kept
 * @param bytes they take
 * @param disabledAt when the receiver said that it is gone, in milliseconds since the epoch; 0 if it did not
 */
record WebhookState(long deliveries, long bytes, long disabledAt) {

    static final WebhookState NEW = new WebhookState(0, 0, 0);

    private static final byte FORMAT = 1;

    static WebhookState decode(byte[] row) {
        ByteBuffer in = ByteBuffer.wrap(row);
        byte format = in.get();
        if (format != FORMAT) {
            throw new IllegalStateException("a webhook's row has the format " + format + " of a newer version");
        }
        return new WebhookState(in.getLong(), in.getLong(), in.getLong());
    }

    byte[] encode() {
        return ByteBuffer.allocate(1 + 3 * Long.BYTES)
                .put(FORMAT)
                .putLong(deliveries)
                .putLong(bytes)
                .putLong(disabledAt)
                .array();
    }

    boolean disabled() {
        return disabledAt != 0;
    }

    WebhookState plus(long moreDeliveries, long moreBytes) {
        return new WebhookState(deliveries + moreDeliveries, bytes + moreBytes, disabledAt);
    }

    WebhookState disabledAt(long instant) {
        return new WebhookState(deliveries, bytes, instant);
    }
}
