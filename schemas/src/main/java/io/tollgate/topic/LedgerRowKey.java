package io.tollgate.topic;

import static java.util.Objects.requireNonNull;

import io.tollgate.event.LedgerKey;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;

/**
 * The key of one revision of a row of the ledger. Its bytes are the bare Avro encoding of {@link LedgerKey}: those of
 * the counter, followed by three numbers.
 *
 * @param revision from 1
 */
public record LedgerRowKey(CounterKey counter, Window window, int revision) {

    /** Kept, since making one costs much; takes calls of several threads, as Avro's own message decoders rely on. */
    private static final SpecificDatumReader<LedgerKey> READER =
            new SpecificDatumReader<>(LedgerKey.SCHEMA$, LedgerKey.SCHEMA$, TrustedEvents.MODEL);

    private static final String NOT_A_KEY = "not a key of the ledger: ";

    public LedgerRowKey {
        requireNonNull(counter, "counter");
        requireNonNull(window, "window");
        if (revision < 1) {
            throw new IllegalArgumentException("revision: " + revision + " (expected: at least 1)");
        }
    }

    /** Returns the encoding. */
    public byte[] bytes() {
        byte[] tail = tail(window, revision);
        return ByteBuffer.allocate(counter.bytes().length + tail.length)
                .put(counter.bytes())
                .put(tail)
                .array();
    }

    /**
     * Returns the key that {@link #bytes()} encoded.
     *
     * @throws UndecodableEventException if the bytes are no such key
     */
    public static LedgerRowKey ofBytes(byte[] bytes) {
        LedgerKey key = event(bytes);
        try {
            Window window = new Window(key.getStart(), key.getEnd());
            int counterLength = bytes.length - tail(window, key.getRevision()).length;
            return new LedgerRowKey(CounterKey.ofBytes(Arrays.copyOf(bytes, counterLength)), window, key.getRevision());
        } catch (IllegalArgumentException e) {
            throw new UndecodableEventException(NOT_A_KEY + e.getMessage(), e);
        }
    }

    /**
     * Returns what {@link #bytes()} encoded with the counter as people know it.
     *
     * @throws UndecodableEventException if the bytes are no such key
     */
    public static LedgerKey event(byte[] bytes) {
        BinaryDecoder in = DecoderFactory.get().binaryDecoder(bytes, null);
        try {
            LedgerKey key = READER.read(null, in);
            if (!in.isEnd()) {
                throw new IOException("bytes follow");
            }
            return key;
        } catch (IOException | RuntimeException e) {
            throw new UndecodableEventException(NOT_A_KEY + e.getMessage(), e);
        }
    }

    private static byte[] tail(Window window, int revision) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(24);
        try {
            BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
            out.writeLong(window.startMillis());
            out.writeLong(window.endMillis());
            out.writeInt(revision);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("could not encode a key in memory", e);
        }
        return bytes.toByteArray();
    }
}
