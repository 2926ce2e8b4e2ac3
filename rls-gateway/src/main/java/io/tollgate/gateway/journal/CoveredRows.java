package io.tollgate.gateway.journal;

import io.tollgate.gateway.journal.OwnTotalsStore.Row;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Rows of earlier incarnations that usage holds and that count among the others: no decision looks at them any more. They are
 * kept until their windows end, because usage may lose them, and then nobody else has them. Thread-safe.
 */
public final class CoveredRows {

    private final RocksDB db;
    private final WriteOptions unsynced;
    private final byte[] prefix;

    /** @param prefix what the keys of these rows begin with, before the key that the row had */
    CoveredRows(RocksDB db, WriteOptions unsynced, byte[] prefix) {
        this.db = db;
        this.unsynced = unsynced;
        this.prefix = prefix;
    }

    void put(WriteBatch batch, byte[] rowKey, byte[] value) throws RocksDBException {
        batch.put(key(rowKey), value);
    }

    private byte[] key(byte[] rowKey) {
        return ByteBuffer.allocate(prefix.length + rowKey.length)
                .put(prefix)
                .put(rowKey)
                .array();
    }

    /**
     * Returns rows in the order of their keys.
     *
     * @param after the last row that was seen, null to begin
     */
    public List<Row> after(@Nullable TotalsKey after, int most) {
        List<Row> rows = new ArrayList<>();
        byte[] from = after == null ? prefix : key(OwnTotalsStore.keyOf(after));
        try (RocksIterator iterator = db.newIterator()) {
            iterator.seek(from);
            if (after != null && iterator.isValid() && Arrays.equals(iterator.key(), from)) {
                iterator.next();
            }
            for (; rows.size() < most && iterator.isValid(); iterator.next()) {
                byte[] key = iterator.key();
                if (!OwnTotalsStore.hasPrefix(key, prefix)) {
                    break;
                }
                rows.add(OwnTotalsStore.row(Arrays.copyOfRange(key, prefix.length, key.length), iterator.value()));
            }
            iterator.status();
            return rows;
        } catch (RocksDBException e) {
            throw OwnTotalsStore.failed("read", e);
        }
    }

    /** Removes rows that nobody needs any more. */
    public void delete(Collection<Row> rows) {
        if (rows.isEmpty()) {
            return;
        }
        try (WriteBatch batch = new WriteBatch()) {
            for (Row row : rows) {
                batch.delete(key(OwnTotalsStore.keyOf(row.id())));
            }
            db.write(unsynced, batch);
        } catch (RocksDBException e) {
            throw OwnTotalsStore.failed("delete", e);
        }
    }
}
