package io.tollgate.streams.window;

import io.tollgate.model.Window;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/**
 * Rows as bytes: a format byte, then Avro's variable-length numbers; senders are listed once and referred to by
 * position. The changelog holds these bytes: a change of the format needs a new format byte and a reader of the old.
 */
final class RowCodec {

    private static final byte FORMAT = 2;

    /** Knows nothing of a limit but its hits per window. */
    private static final byte FORMAT_OF_BARE_LIMITS = 1;

    private RowCodec() {}

    /** Returns the bytes of a counter's row. */
    static byte[] encode(CounterState state) {
        return write(out -> {
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
        out.writeLong(state.overLimitSince());
        write(out, state.rest());
        out.writeInt(state.bySender().size());
        for (Map.Entry<SenderId, Counts> counted : state.bySender().entrySet()) {
            out.writeInt(positions.getOrDefault(counted.getKey(), -1));
            write(out, counted.getValue());
        }
    }

    /** Returns the row that {@link #encode(CounterState)} wrote. */
    static CounterState counter(byte[] bytes) {
        return read(bytes, (in, format) -> {
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
        long overLimitSince = in.readLong();
        Counts rest = counts(in);
        Map<SenderId, Counts> bySender = new LinkedHashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            bySender.put(senders.get(in.readInt()), counts(in));
        }
        return new WindowState(window, rest, bySender, judge, overLimitSince);
    }

    /** Returns the bytes of a folded sender's row. */
    static byte[] encode(Counts counts) {
        return write(out -> write(out, counts));
    }

    /** Returns the row that {@link #encode(Counts)} wrote. */
    static Counts counts(byte[] bytes) {
        return read(bytes, (in, format) -> counts(in));
    }

    private static void write(BinaryEncoder out, Counts counts) throws IOException {
        out.writeLong(counts.admitted());
        out.writeLong(counts.deniedHere());
        out.writeLong(counts.deniedElsewhere());
        out.writeLong(counts.givenBack());
        out.writeLong(counts.wouldDeny());
    }

    private static Counts counts(BinaryDecoder in) throws IOException {
        return new Counts(in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong());
    }

    private static byte[] write(Writer writer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        bytes.write(FORMAT);
        try {
            BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
            writer.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("could not encode a row in memory", e);
        }
        return bytes.toByteArray();
    }

    private static <T> T read(byte[] bytes, Reader<T> reader) {
        if (bytes.length == 0 || bytes[0] < FORMAT_OF_BARE_LIMITS || bytes[0] > FORMAT) {
            throw new IllegalStateException("a row of the usage store has format "
                    + (bytes.length == 0 ? "none" : Byte.toString(bytes[0])) + " (expected: at most " + FORMAT
                    + "); it was written by a newer release: run that one");
        }
        try {
            return reader.read(DecoderFactory.get().binaryDecoder(bytes, 1, bytes.length - 1, null), bytes[0]);
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException(
                    "a row of the usage store cannot be read; delete the local state, it is restored from Kafka", e);
        }
    }

    private interface Writer {
        void write(BinaryEncoder out) throws IOException;
    }

    private interface Reader<T> {
        T read(BinaryDecoder in, byte format) throws IOException;
    }
}
