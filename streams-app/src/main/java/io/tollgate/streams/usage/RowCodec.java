package io.tollgate.streams.usage;

import io.tollgate.accounting.AppliedLimit;
import io.tollgate.accounting.HitSender;
import io.tollgate.accounting.HitTotals;
import io.tollgate.event.WindowUse;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.Window;
import io.tollgate.streams.store.AccountingRows;
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
    private static final WindowPurposes OF_EARLIER_ROWS =
            WindowPurposes.of(WindowUse.LIMIT_AND_ACCOUNTING).plus(WindowPurposes.of(WindowUse.ACCOUNTING));

    private static final int SLIDING = 1;
    private static final int UNLESS_DENIED_ELSEWHERE = 2;
    private static final int ADMITTED = 4;

    private RowCodec() {}

    /** Returns the bytes of a counter's row. */
    static byte[] encode(CounterState state) {
        return FORMAT.write(out -> {
            out.writeLong(state.unpublishedSince());
            Set<HitSender> senders = new LinkedHashSet<>();
            state.windows().forEach(window -> senders.addAll(window.bySender().keySet()));
            Map<HitSender, Integer> positions = new LinkedHashMap<>();
            out.writeInt(senders.size());
            for (HitSender sender : senders) {
                positions.put(sender, positions.size());
                out.writeBytes(AccountingRows.bytes(sender));
            }
            out.writeInt(state.windows().size());
            for (WindowState window : state.windows()) {
                write(out, window, positions);
            }
        });
    }

    private static void write(BinaryEncoder out, WindowState state, Map<HitSender, Integer> positions)
            throws IOException {
        out.writeLong(state.window().startMillis());
        out.writeLong(state.window().lengthMillis());
        out.writeLong(state.limit().hitsPerWindow());
        out.writeInt(flags(state.limit()));
        out.writeInt(state.uses().bits());
        out.writeLong(state.overLimitSince());
        AccountingRows.write(state.rest(), out);
        out.writeInt(state.bySender().size());
        for (Map.Entry<HitSender, HitTotals> counted : state.bySender().entrySet()) {
            out.writeInt(positions.getOrDefault(counted.getKey(), -1));
            AccountingRows.write(counted.getValue(), out);
        }
    }

    /** Returns the row that {@link #encode(CounterState)} wrote. */
    static CounterState counter(byte[] bytes) {
        return FORMAT.read(bytes, (in, format) -> {
            long unpublishedSince = in.readLong();
            List<HitSender> senders = new ArrayList<>();
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

    private static HitSender sender(BinaryDecoder in) throws IOException {
        ByteBuffer buffer = in.readBytes(null);
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return AccountingRows.sender(bytes);
    }

    /** Returns all of a limit but the hits. */
    private static int flags(AppliedLimit limit) {
        return (limit.sliding() ? SLIDING : 0)
                | switch (limit.chargeMode()) {
                    case ALL -> 0;
                    case UNLESS_DENIED_ELSEWHERE -> UNLESS_DENIED_ELSEWHERE;
                    case ADMITTED -> ADMITTED;
                };
    }

    private static AppliedLimit limit(long hitsPerWindow, int flags) {
        ChargeMode mode = (flags & ADMITTED) != 0
                ? ChargeMode.ADMITTED
                : (flags & UNLESS_DENIED_ELSEWHERE) != 0 ? ChargeMode.UNLESS_DENIED_ELSEWHERE : ChargeMode.ALL;
        return new AppliedLimit(hitsPerWindow, (flags & SLIDING) != 0, mode);
    }

    private static WindowState window(BinaryDecoder in, byte format, List<HitSender> senders) throws IOException {
        long start = in.readLong();
        Window window = new Window(start, start + in.readLong());
        AppliedLimit limit = limit(in.readLong(), format == FORMAT_OF_BARE_LIMITS ? 0 : in.readInt());
        WindowPurposes uses = format <= FORMAT_WITHOUT_USES ? OF_EARLIER_ROWS : new WindowPurposes(in.readInt());
        long overLimitSince = in.readLong();
        HitTotals rest = AccountingRows.totals(in);
        Map<HitSender, HitTotals> bySender = new LinkedHashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            bySender.put(senders.get(in.readInt()), AccountingRows.totals(in));
        }
        return new WindowState(window, rest, bySender, uses, limit, overLimitSince);
    }

    /** Returns the bytes of a folded sender's row. */
    static byte[] encode(HitTotals counts) {
        return FORMAT.write(out -> AccountingRows.write(counts, out));
    }

    /** Returns the row that {@link #encode(HitTotals)} wrote. */
    static HitTotals counts(byte[] bytes) {
        return FORMAT.read(bytes, (in, format) -> AccountingRows.totals(in));
    }
}
