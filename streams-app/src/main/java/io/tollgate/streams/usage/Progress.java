package io.tollgate.streams.usage;

import java.nio.ByteBuffer;

/**
 * How far the rows of a usage store take account of {@code hits}. It is in the store itself, written after the rows, so
 * that it is as true of a copy of the store, however far behind that is. Immutable.
 *
 * @param nextOffset all records of the partition before this offset are accounted
 * @param recordMillis the latest record time among them, by the broker's clock, milliseconds since the Unix epoch
 */
public record Progress(long nextOffset, long recordMillis) {

    byte[] bytes() {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(nextOffset)
                .putLong(recordMillis)
                .array();
    }

    static Progress of(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new Progress(buffer.getLong(), buffer.getLong());
    }
}
