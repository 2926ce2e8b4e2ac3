package io.tollgate.streams.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollgate.accounting.AdjustmentId;
import io.tollgate.accounting.HitSender;
import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** The terms of accounting as rows of stores hold them. On disk and in changelogs: never to be changed. */
public final class AccountingRows {

    /** How many bytes a gateway's id takes. */
    public static final int GATEWAY_ID_BYTES = 2 * Long.BYTES;

    private static final byte INCARNATION = 0;
    private static final byte ADJUSTMENT = 1;

    private AccountingRows() {}

    /** Writes totals for {@link #totals}. */
    public static void write(HitTotals totals, Encoder out) throws IOException {
        out.writeLong(totals.admitted());
        out.writeLong(totals.deniedHere());
        out.writeLong(totals.deniedElsewhere());
        out.writeLong(totals.givenBack());
        out.writeLong(totals.wouldDeny());
    }

    /** Returns what {@link #write} wrote. */
    public static HitTotals totals(Decoder in) throws IOException {
        return new HitTotals(in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong());
    }

    /** Returns an encoding that {@link #sender} reads; no two senders share one. */
    public static byte[] bytes(HitSender sender) {
        if (sender instanceof Incarnation incarnation) {
            return ByteBuffer.allocate(1 + GATEWAY_ID_BYTES + 2 * Long.BYTES)
                    .put(INCARNATION)
                    .putLong(incarnation.gatewayId().getMostSignificantBits())
                    .putLong(incarnation.gatewayId().getLeastSignificantBits())
                    .putLong(incarnation.startedAtMillis())
                    .putLong(incarnation.nonce())
                    .array();
        }
        byte[] id = ((AdjustmentId) sender).id().getBytes(UTF_8);
        return ByteBuffer.allocate(1 + id.length).put(ADJUSTMENT).put(id).array();
    }

    /** Returns the sender that {@link #bytes} encoded. */
    public static HitSender sender(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return buffer.get() == INCARNATION
                ? new Incarnation(new UUID(buffer.getLong(), buffer.getLong()), buffer.getLong(), buffer.getLong())
                : new AdjustmentId(UTF_8.decode(buffer).toString());
    }
}
