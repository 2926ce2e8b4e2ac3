package io.tollgate.streams.hits;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollgate.event.AdjustmentSender;
import io.tollgate.event.GatewayId;
import io.tollgate.event.GatewaySender;
import io.tollgate.event.Sender;
import java.nio.ByteBuffer;

/** Who counted, with value equality and a byte encoding that rows are keyed by. Immutable. */
public sealed interface SenderId {

    /** Returns this as an event holds it. */
    Sender toSender();

    /** Returns an encoding that {@link #ofBytes} reads; no two senders share one. */
    byte[] bytes();

    /** Returns the sender of an event. */
    static SenderId of(Sender sender) {
        return sender.getSender() instanceof GatewaySender gateway
                ? of(gateway)
                : new Adjustment(((AdjustmentSender) sender.getSender()).getId());
    }

    /** Returns one start of a gateway. */
    static Gateway of(GatewaySender sender) {
        ByteBuffer id = ByteBuffer.wrap(sender.getGatewayId().bytes());
        return new Gateway(new Identity(id.getLong(), id.getLong()), sender.getStartedAt(), sender.getNonce());
    }

    /** Returns the sender that {@link #bytes} encoded. */
    static SenderId ofBytes(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (buffer.get() == Gateway.TAG) {
            return new Gateway(new Identity(buffer.getLong(), buffer.getLong()), buffer.getLong(), buffer.getLong());
        }
        return new Adjustment(UTF_8.decode(buffer).toString());
    }

    /**
     * A gateway's data folder.
     *
     * @param high the first eight bytes of its id
     * @param low the last eight
     */
    record Identity(long high, long low) {

        /** The length of its encoding. */
        public static final int BYTES = 16;
    }

    /**
     * One start of a gateway.
     *
     * @param startedAt milliseconds since the Unix epoch by the gateway's clock, information only
     */
    record Gateway(Identity id, long startedAt, long nonce) implements SenderId {

        private static final byte TAG = 0;

        @Override
        public Sender toSender() {
            byte[] raw = ByteBuffer.allocate(Identity.BYTES)
                    .putLong(id.high())
                    .putLong(id.low())
                    .array();
            return new Sender(new GatewaySender(new GatewayId(raw), startedAt, nonce));
        }

        @Override
        public byte[] bytes() {
            return ByteBuffer.allocate(1 + Identity.BYTES + 2 * Long.BYTES)
                    .put(TAG)
                    .putLong(id.high())
                    .putLong(id.low())
                    .putLong(startedAt)
                    .putLong(nonce)
                    .array();
        }
    }

    /** One adjustment, which is a sender of its own. */
    record Adjustment(String id) implements SenderId {

        private static final byte TAG = 1;

        @Override
        public Sender toSender() {
            return new Sender(new AdjustmentSender(id));
        }

        @Override
        public byte[] bytes() {
            byte[] text = id.getBytes(UTF_8);
            return ByteBuffer.allocate(1 + text.length).put(TAG).put(text).array();
        }
    }
}
