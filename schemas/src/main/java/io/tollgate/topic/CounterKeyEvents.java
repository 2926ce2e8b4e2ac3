package io.tollgate.topic;

import io.tollgate.event.DescriptorCounter;
import io.tollgate.event.QuotaCounter;
import io.tollgate.model.CounterKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;

/** Counters as events hold them, and as the bytes that identify them. */
public final class CounterKeyEvents {

    private CounterKeyEvents() {}

    /**
     * Returns the identity of a counter.
     *
     * @throws IllegalArgumentException if a descriptor has no entry, or the key is longer than {@link
     *     CounterKey#MAX_BYTES}
     */
    public static CounterKey key(io.tollgate.event.CounterKey counter) {
        if (counter.getCounter() instanceof DescriptorCounter descriptor
                && descriptor.getEntries().isEmpty()) {
            throw new IllegalArgumentException("descriptor: no entries (expected: at least one)");
        }
        byte[] bytes = encode(counter);
        if (bytes.length > CounterKey.MAX_BYTES) {
            throw new IllegalArgumentException("the counter's key takes " + bytes.length + " bytes (expected: at most "
                    + CounterKey.MAX_BYTES + ")");
        }
        return CounterKey.ofBytes(bytes);
    }

    /** Returns whether the bytes are the identity of a counter, to the last one. */
    public static boolean isKey(byte[] bytes) {
        return decode(bytes).isPresent();
    }

    /** Returns the counter if a subscription owns it. */
    public static Optional<QuotaCounter> quota(CounterKey key) {
        return key.isQuota()
                ? decode(key.bytes())
                        .map(io.tollgate.event.CounterKey::getCounter)
                        .map(QuotaCounter.class::cast)
                : Optional.empty();
    }

    private static Optional<io.tollgate.event.CounterKey> decode(byte[] bytes) {
        try {
            BinaryDecoder in = DecoderFactory.get().binaryDecoder(bytes, null);
            io.tollgate.event.CounterKey counter = new SpecificDatumReader<io.tollgate.event.CounterKey>(
                            io.tollgate.event.CounterKey.SCHEMA$,
                            io.tollgate.event.CounterKey.SCHEMA$,
                            TrustedEvents.MODEL)
                    .read(null, in);
            return in.isEnd() ? Optional.of(counter) : Optional.empty();
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static byte[] encode(io.tollgate.event.CounterKey counter) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(160);
        try {
            BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
            new SpecificDatumWriter<io.tollgate.event.CounterKey>(
                            io.tollgate.event.CounterKey.SCHEMA$, TrustedEvents.MODEL)
                    .write(counter, out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("could not encode a key in memory", e);
        }
        return bytes.toByteArray();
    }
}
