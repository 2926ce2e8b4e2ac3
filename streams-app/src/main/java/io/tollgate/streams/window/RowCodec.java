package io.tollgate.streams.window;

import io.tollgate.event.WindowUse;
import io.tollgate.model.Window;
import io.tollgate.streams.hits.Counts;
import io.tollgate.streams.hits.SenderId;
import io.tollgate.streams.store.RowFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;

/**
 * Rows of the usage store as bytes; senders are listed once and referred to by position.
 */
final class RowCodec {

    /** Knows nothing of a limit but its hits per window. */
    private static final byte FORMAT_OF_BARE_LIMITS = 1;

    /** Holds only windows that limits decide by, or may. */
    private static final byte FORMAT_WITHOUT_USES = 2;

    private static final RowFormat FORMAT = new RowFormat("usage", FORMAT_OF_BARE_LIMITS, (byte) 3);

    /** An hour that no limit is known of may be in them with what was found on a disk alone: no answer shows it. */
    private static final WindowUses OF_EARLIER_ROWS =
            WindowUses.of(WindowUse.LIMIT_AND_ACCOUNTING).plus(WindowUses.of(WindowUse.ACCOUNTING));

    private RowCodec() {}

    /** Returns the bytes of a counter's row. */
    static byte[] encode(CounterState state) {
        return FORMAT.write(out -> {
            out.writeLong(state.unpublishedSince());
            Set<SenderId> senders = new LinkedHashSet<>();
            state.windows().forEach(window -> senders.addAll(window.bySender().keySet()));
            Map<SenderId, Integer> positions = new LinkedHashMap<>();
            out.writeInt(senders.size());
            for (SenderId sender : senders) {
                positions.put(sender, positions.size());
                out.writeBytes(sender.bytes());
            }
            out.writeInt(state.windows().size());
            for (WindowState window : state.windows()) {
                write(out, window, positions);
            }
        });
    }

    private static void write(BinaryEncoder out, WindowState state, Map<SenderId, Integer> positions)
            throws IOException {
        out.writeLong(state.window().startMillis());
        out.writeLong(state.window().lengthMillis());
        out.writeLong(state.judge().limit());
        out.writeInt(state.judge().flags());
        out.writeInt(state.uses().bits());
        out.writeLong(state.overLimitSince());
        state.rest().writeTo(out);
        out.writeInt(state.bySender().size());
        for (Map.Entry<SenderId, Counts> counted : state.bySender().entrySet()) {
            out.writeInt(positions.getOrDefault(counted.getKey(), -1));
            counted.getValue().writeTo(out);
        }
    }

    /** Returns the row that {@link #encode(CounterState)} wrote. */
    static CounterState counter(byte[] bytes) {
        return FORMAT.read(bytes, (in, format) -> {
            long unpublishedSince = in.readLong();
            List<SenderId> senders = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                senders.add(sender(in));
            }
            List<WindowState> windows = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                windows.add(window(in, format, senders));
            }
            return new CounterState(windows, unpublishedSince);
        });
    }

    private static SenderId sender(BinaryDecoder in) throws IOException {
        ByteBuffer buffer = in.readBytes(null);
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return SenderId.ofBytes(bytes);
    }

    private static WindowState window(BinaryDecoder in, byte format, List<SenderId> senders) throws IOException {
        long start = in.readLong();
        Window window = new Window(start, start + in.readLong());
        long limit = in.readLong();
        Judge judge = Judge.of(limit, format == FORMAT_OF_BARE_LIMITS ? 0 : in.readInt());
        WindowUses uses = format <= FORMAT_WITHOUT_USES ? OF_EARLIER_ROWS : new WindowUses(in.readInt());
        long overLimitSince = in.readLong();
        Counts rest = Counts.read(in);
        Map<SenderId, Counts> bySender = new LinkedHashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            bySender.put(senders.get(in.readInt()), Counts.read(in));
        }
        return new WindowState(window, rest, bySender, uses, judge, overLimitSince);
    }

    /** Returns the bytes of a folded sender's row. */
    static byte[] encode(Counts counts) {
        return FORMAT.write(counts::writeTo);
    }

    /** Returns the row that {@link #encode(Counts)} wrote. */
    static Counts counts(byte[] bytes) {
        return FORMAT.read(bytes, (in, format) -> Counts.read(in));
    }
}
