package io.tollgate.streams.store;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/**
 * Rows as bytes: a format byte, then Avro's variable-length numbers. Changelogs hold these bytes: a change of the format
 * needs a new format byte and a reader of the old.
 *
 * @param store names the store in messages
 * @param oldest the oldest format that is read
 * @param current the format that is written
 */
public record RowFormat(String store, byte oldest, byte current) {

    private static final int USUAL_BYTES = 256;

    /** Writes the fields of a row. */
    public interface Writer {
        void write(BinaryEncoder out) throws IOException;
    }

    /** Reads the fields of a row. */
    public interface Reader<T> {
        T read(BinaryDecoder in, byte format) throws IOException;
    }

    public RowFormat {
        requireNonNull(store, "store");
    }

    /** Returns a row of the current format. */
    public byte[] write(Writer writer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES);
        bytes.write(current);
        try {
            BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
            writer.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("could not encode a row in memory", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Returns what a row holds.
     *
     * @throws IllegalStateException if a newer release wrote it, or it is damaged
     */
    public <T> T read(byte[] bytes, Reader<T> reader) {
        if (bytes.length == 0 || bytes[0] < oldest || bytes[0] > current) {
            throw new IllegalStateException("a row of the " + store + " store has format "
                    + (bytes.length == 0 ? "none" : Byte.toString(bytes[0])) + " (expected: at most " + current
                    + "); it was written by a newer release: run that one");
        }
        try {
            return reader.read(DecoderFactory.get().binaryDecoder(bytes, 1, bytes.length - 1, null), bytes[0]);
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException(
                    "a row of the " + store
                            + " store cannot be read; delete the local state, it is restored from Kafka",
                    e);
        }
    }
}
