package io.tollgate.gateway.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A memory-mapped file of slots of one size. What is stored to a mapped page belongs to the kernel at once: a kill of
 * the process takes nothing of it.
 *
 * <p>A slot's identity is written first, then its checksum, then the word that says it is in use. Totals follow; each
 * is one aligned long that is only ever added to. The file is filled with zeros by writing before it is mapped, so that
 * a full disk is an error here and not a fault on a request.
 */
final class Segment {

    static final int SEGMENT_BYTES = 4 << 20;
    private static final int HEADER_BYTES = 4096;
    private static final long MAGIC = 0x54_4F_4C_4C_47_4A_30_31L; // "TOLLGJ01"
    private static final int BOOT_ID_BYTES = 64;

    private static final int STATE = 0;
    private static final int CRC = 4;
    private static final int START = 8;
    private static final int END = 16;
    private static final int GATEWAY_HIGH = 24;
    private static final int GATEWAY_LOW = 32;
    private static final int SENDER_STARTED = 40;
    private static final int SENDER_NONCE = 48;
    private static final int KEY_LENGTH = 56;
    private static final int ACCOUNTED = 60;
    private static final int TOTALS = 64;
    static final int TOTAL_COUNT = 5;
    private static final int COPIED_SUM = TOTALS + TOTAL_COUNT * Long.BYTES;
    private static final int KEY = COPIED_SUM + Long.BYTES;

    private static final int IN_USE = 0x55534544; // "USED"

    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final Path file;
    private final MappedByteBuffer buffer;
    private final int slotBytes;

    private Segment(Path file, MappedByteBuffer buffer, int slotBytes) {
        this.file = file;
        this.buffer = buffer;
        this.slotBytes = slotBytes;
    }

    /** The longest key that a slot of the given size holds. */
    static int maxKeyBytes(int slotBytes) {
        return slotBytes - KEY;
    }

    /**
     * Makes a new file whose slots are all free.
     *
     * @throws IOException if the disk has no room; no file is left behind
     */
    static Segment create(Path file, int slotBytes, String bootId) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect(64 << 10);
            for (int written = 0; written < SEGMENT_BYTES; written += zeros.capacity()) {
                writeFully(channel, zeros.clear());
            }
            MappedByteBuffer buffer = map(channel);
            buffer.putInt(8, slotBytes);
            byte[] boot = bootId.getBytes(US_ASCII);
            buffer.putInt(12, boot.length);
            buffer.put(16, boot);
            buffer.putLong(0, MAGIC);
            return new Segment(file, buffer, slotBytes);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Opens a file that an earlier process left; null if it was never finished. */
    static @Nullable Segment open(Path file) throws IOException {
        if (Files.size(file) != SEGMENT_BYTES) {
            return null;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer buffer = map(channel);
            int slotBytes = buffer.getInt(8);
            boolean whole = buffer.getLong(0) == MAGIC && slotBytes > KEY && slotBytes <= SEGMENT_BYTES - HEADER_BYTES;
            return whole ? new Segment(file, buffer, slotBytes) : null;
        }
    }

    private static MappedByteBuffer map(FileChannel channel) throws IOException {
        MappedByteBuffer buffer = channel.map(FileChannel.MapMode.READ_WRITE, 0, SEGMENT_BYTES);
        buffer.order(ByteOrder.nativeOrder());
        return buffer;
    }

    /** Returns the kernel boot that wrote these pages, as {@link BootId} names it. */
    String bootId() {
        byte[] boot = new byte[Math.min(BOOT_ID_BYTES, Math.max(0, buffer.getInt(12)))];
        buffer.get(16, boot);
        return new String(boot, US_ASCII);
    }

    Path file() {
        return file;
    }

    int slotBytes() {
        return slotBytes;
    }

    int slotCount() {
        return (SEGMENT_BYTES - HEADER_BYTES) / slotBytes;
    }

    private int at(int slot, int field) {
        return HEADER_BYTES + slot * slotBytes + field;
    }

    /** Takes a free slot into use. Called by the one thread that the free list gave the slot to. */
    void occupy(int slot, CounterKey key, Window window, Incarnation sender, boolean accounted, HitTotals totals) {
        putTotals(slot, totals);
        buffer.putLong(at(slot, START), window.startMillis());
        buffer.putLong(at(slot, END), window.endMillis());
        buffer.putLong(at(slot, GATEWAY_HIGH), sender.gatewayId().getMostSignificantBits());
        buffer.putLong(at(slot, GATEWAY_LOW), sender.gatewayId().getLeastSignificantBits());
        buffer.putLong(at(slot, SENDER_STARTED), sender.startedAtMillis());
        buffer.putLong(at(slot, SENDER_NONCE), sender.nonce());
        buffer.putInt(at(slot, KEY_LENGTH), key.bytes().length);
        buffer.putInt(at(slot, ACCOUNTED), accounted ? 1 : 0);
        buffer.put(at(slot, KEY), key.bytes());
        buffer.putInt(at(slot, CRC), identityChecksum(slot, key.bytes().length));
        INT.setVolatile(buffer, at(slot, STATE), IN_USE);
    }

    private void putTotals(int slot, HitTotals totals) {
        buffer.putLong(at(slot, TOTALS), totals.admitted());
        buffer.putLong(at(slot, TOTALS + 8), totals.deniedHere());
        buffer.putLong(at(slot, TOTALS + 16), totals.deniedElsewhere());
        buffer.putLong(at(slot, TOTALS + 24), totals.givenBack());
        buffer.putLong(at(slot, TOTALS + 32), totals.wouldDeny());
        buffer.putLong(at(slot, COPIED_SUM), -1);
    }

    /** Frees a slot. */
    void vacate(int slot) {
        INT.setVolatile(buffer, at(slot, STATE), 0);
    }

    /** Adds to one of the totals, counted from 0 in the order of {@link HitTotals}. */
    void add(int slot, int total, long hits) {
        LONG.getAndAdd(buffer, at(slot, TOTALS + total * Long.BYTES), hits);
    }

    long total(int slot, int total) {
        return (long) LONG.getVolatile(buffer, at(slot, TOTALS + total * Long.BYTES));
    }

    HitTotals totals(int slot) {
        return new HitTotals(total(slot, 0), total(slot, 1), total(slot, 2), total(slot, 3), total(slot, 4));
    }

    void markAccounted(int slot) {
        INT.setVolatile(buffer, at(slot, ACCOUNTED), 1);
    }

    /** Notes that a copy of totals with this sum is safe in RocksDB. */
    void copied(int slot, long sum) {
        LONG.setVolatile(buffer, at(slot, COPIED_SUM), sum);
    }

    /**
     * Reads a slot that an earlier process may have left in use; null if it is free or was never finished, or if its
     * last copy in RocksDB is the newest, as nearly all are: that is found out first.
     */
    OwnTotalsStore.@Nullable Row recoverUncopied(int slot) {
        if ((int) INT.getVolatile(buffer, at(slot, STATE)) != IN_USE) {
            return null;
        }
        HitTotals totals = totals(slot);
        if (total(slot, TOTAL_COUNT) == sumForCopy(totals)) {
            return null;
        }
        int keyLength = buffer.getInt(at(slot, KEY_LENGTH));
        if (keyLength < 0
                || keyLength > maxKeyBytes(slotBytes)
                || buffer.getInt(at(slot, CRC)) != identityChecksum(slot, keyLength)) {
            return null;
        }
        byte[] key = new byte[keyLength];
        buffer.get(at(slot, KEY), key);
        Window window = new Window(buffer.getLong(at(slot, START)), buffer.getLong(at(slot, END)));
        UUID gatewayId = new UUID(buffer.getLong(at(slot, GATEWAY_HIGH)), buffer.getLong(at(slot, GATEWAY_LOW)));
        Incarnation sender = new Incarnation(
                gatewayId, buffer.getLong(at(slot, SENDER_STARTED)), buffer.getLong(at(slot, SENDER_NONCE)));
        TotalsKey row = new TotalsKey(CounterKey.ofBytes(key), window, sender);
        return new OwnTotalsStore.Row(row, totals, buffer.getInt(at(slot, ACCOUNTED)) != 0);
    }

    /** Returns the number that says whether totals changed since they were copied. */
    static long sumForCopy(HitTotals totals) {
        return totals.counted() + totals.wouldDeny();
    }

    private int identityChecksum(int slot, int keyLength) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.slice(at(slot, START), KEY_LENGTH + Integer.BYTES - START));
        crc.update(buffer.slice(at(slot, KEY), keyLength));
        return (int) crc.getValue();
    }
}
