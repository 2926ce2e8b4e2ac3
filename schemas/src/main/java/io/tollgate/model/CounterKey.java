package io.tollgate.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The identity of a counter, as bytes. It is the bare Avro binary encoding of the event {@code CounterKey}: tagged and
 * length-prefixed, so that no two counters share an encoding and none is a prefix of another. It is written by hand
 * here because a request pays for it. Immutable. Keys can be put in order so that a hash map finds one fast even where
 * somebody chose requests whose keys have the same hash.
 */
public final class CounterKey implements Comparable<CounterKey> {

    /** The longest key in bytes: journal slots, records and stores are sized by it. */
    public static final int MAX_BYTES = 4096;

    private static final byte DESCRIPTOR_TAG = 0;

    /** Avro's encoding of the second branch. */
    private static final byte QUOTA_TAG = 2;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** The golden ratio, as a fraction of 2^64: spreads what it is multiplied with over the upper bits. */
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    private final byte[] bytes;
    private final int hash;

    private CounterKey(byte[] bytes) {
        this.bytes = bytes;
        this.hash = hash(bytes);
    }

    /** Eight bytes at a time, since a request pays for it; the last eight may overlap those before. */
    private static int hash(byte[] bytes) {
        long hash = bytes.length;
        int last = bytes.length - Long.BYTES;
        for (int at = 0; at < last; at += Long.BYTES) {
            hash = mixed(hash, (long) LONG.get(bytes, at));
        }
        hash = mixed(hash, last >= 0 ? (long) LONG.get(bytes, last) : Arrays.hashCode(bytes));
        return (int) (hash >>> 32);
    }

    private static long mixed(long hash, long next) {
        long product = (hash ^ next) * SPREAD;
        return product ^ product >>> 29;
    }

    /**
     * Returns the key with the given encoding.
     *
     * @param bytes as {@link #bytes()} gave them; not copied, must not be changed afterwards
     */
    public static CounterKey ofBytes(byte[] bytes) {
        return new CounterKey(requireNonNull(bytes, "bytes"));
    }

    /** Starts the key of the counter that a limit file charges for a descriptor of {@code entryCount} entries. */
    public static Builder descriptor(String domain, int entryCount) {
        return descriptor(domain, entryCount, 0);
    }

    /**
     * Starts the key of the counter that a limit file charges for a descriptor of {@code entryCount} entries.
     *
     * @param entryChars how many characters their keys and values have; with another number it only costs more
     */
    public static Builder descriptor(String domain, int entryCount, int entryChars) {
        return new Builder(domain, entryCount, entryChars);
    }

    /**
     * Returns the key of the counter that a subscription owns for a feature of its plan.
     *
     * @throws IllegalArgumentException if it would be longer than {@link #MAX_BYTES}
     */
    public static CounterKey quota(String subscription, String feature) {
        return new Builder(subscription, feature).finish();
    }

    /** Returns whether a subscription owns the counter; else a limit file charges it. */
    public boolean isQuota() {
        return bytes.length > 0 && bytes[0] == QUOTA_TAG;
    }

    /** Returns the encoding. Not a copy: must not be changed. */
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CounterKey key && hash == key.hash && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** Orders keys by their bytes, unsigned. */
    @Override
    public int compareTo(CounterKey other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public String toString() {
        return "CounterKey["
                + new String(bytes, UTF_8).replaceAll("\\p{Cntrl}+", " ").strip() + "]";
    }

    /** Takes the entries of a descriptor one by one. Not thread-safe. */
    public static final class Builder {
        /** Of tag, number of entries, end of entries, and length of a short domain. */
        private static final int FRAME_BYTES = 4;

        /** Of tag, and lengths of short texts. */
        private static final int QUOTA_FRAME_BYTES = 3;

        /** Lengths of a short key and a short value, and the pattern flag. */
        private static final int ENTRY_FRAME_BYTES = 3;

        private static final int ASCII = 0x80;

        private byte[] buffer;
        private int length;
        private int entriesLeft;

        private Builder(String domain, int entryCount, int entryChars) {
            if (entryCount < 1) {
                throw new IllegalArgumentException("entryCount: " + entryCount + " (expected: at least 1)");
            }
            entriesLeft = entryCount;
            // short ASCII texts fill it exactly, so that nothing has to be copied
            buffer = new byte[FRAME_BYTES + domain.length() + entryCount * ENTRY_FRAME_BYTES + entryChars];
            putByte(DESCRIPTOR_TAG);
            putString(domain);
            putLong(entryCount);
        }

        /** Begins the key of a subscription's counter. */
        private Builder(String subscription, String feature) {
            buffer = new byte[QUOTA_FRAME_BYTES + subscription.length() + feature.length()];
            putByte(QUOTA_TAG);
            putString(subscription);
            putString(feature);
        }

        /**
         * Adds the next entry.
         *
         * @param value the request's value, or the pattern that stands for it
         * @param pattern whether the value is a pattern that several values share
         */
        public Builder entry(String key, String value, boolean pattern) {
            if (entriesLeft-- == 0) {
                throw new IllegalStateException("more entries than announced");
            }
            putString(key);
            putString(value);
            putByte((byte) (pattern ? 1 : 0));
            return this;
        }

        /** Returns whether the key, complete but for its end, is no longer than {@link #MAX_BYTES}. */
        public boolean fits() {
            return length < MAX_BYTES;
        }

        /**
         * Returns the key.
         *
         * @throws IllegalArgumentException if it is longer than {@link #MAX_BYTES}
         */
        public CounterKey build() {
            if (entriesLeft != 0) {
                throw new IllegalStateException(entriesLeft + " entries are missing");
            }
            putByte((byte) 0);
            return finish();
        }

        private CounterKey finish() {
            if (length > MAX_BYTES) {
                throw new IllegalArgumentException("domain and descriptor entries take " + length
                        + " bytes in the counter's key (at most " + MAX_BYTES + ")");
            }
            return new CounterKey(length == buffer.length ? buffer : Arrays.copyOf(buffer, length));
        }

        private void putString(String text) {
            int start = length;
            if (!putAscii(text)) {
                length = start;
                putUtf8(text.getBytes(UTF_8));
            }
        }

        /** What nearly all texts are, without an array in between; false if it is none. */
        private boolean putAscii(String text) {
            putLong(text.length());
            ensure(text.length());
            for (int i = 0; i < text.length(); i++) {
                char next = text.charAt(i);
                if (next >= ASCII) {
                    return false;
                }
                buffer[length++] = (byte) next;
            }
            return true;
        }

        private void putUtf8(byte[] utf8) {
            putLong(utf8.length);
            ensure(utf8.length);
            System.arraycopy(utf8, 0, buffer, length, utf8.length);
            length += utf8.length;
        }

        /** Avro's long: zigzag, then seven bits a byte, least significant first. */
        private void putLong(long value) {
            long rest = value << 1;
            while (rest > 0x7F) {
                putByte((byte) ((rest & 0x7F) | 0x80));
                rest >>>= 7;
            }
            putByte((byte) rest);
        }

        private void putByte(byte value) {
            ensure(1);
            buffer[length++] = value;
        }

        private void ensure(int more) {
            if (length + more > buffer.length) {
                buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
            }
        }
    }
}
