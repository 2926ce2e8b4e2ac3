package io.tollgate.gateway.journal;

import io.tollgate.accounting.Incarnation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The incarnations of a gateway, registered durably before they count a hit: what their rows say is forgotten with the rows,
 * and those go when the log holds them. The {@value #KEPT} that started last are kept; of a data folder that was started
 * more often, earlier ones are dropped and no longer named. In the order of their registration, since a start's own time
 * may be wrong. Thread-safe.
 */
public final class Incarnations {

    /** How many starts are kept. */
    public static final int KEPT = 256;

    /** In the middle, since starts that an earlier release did not register go before all others. */
    private static final long FIRST_NUMBER = 1L << 62;

    private final RocksDB db;
    private final WriteOptions synced;
    private final byte[] prefix;
    private final Set<Incarnation> known = new HashSet<>();
    private final Set<Incarnation> begun = new LinkedHashSet<>();
    private NavigableMap<Long, Incarnation> kept = new TreeMap<>();

    /**
     * Reads the starts that are registered.
     *
     * @param synced writes that survive a crash of the machine
     * @param prefix which keys are of starts
     */
    Incarnations(RocksDB db, WriteOptions synced, byte[] prefix) {
        this.db = db;
        this.synced = synced;
        this.prefix = prefix;
        known.add(Incarnation.NOBODY);
        try (RocksIterator iterator = db.newIterator()) {
            for (iterator.seek(prefix);
                    iterator.isValid() && OwnTotalsStore.hasPrefix(iterator.key(), prefix);
                    iterator.next()) {
                long number = ByteBuffer.wrap(iterator.key()).getLong(prefix.length);
                kept.put(number, OwnTotalsStore.sender(ByteBuffer.wrap(iterator.value())));
            }
            iterator.status();
        } catch (RocksDBException e) {
            throw OwnTotalsStore.failed("read starts", e);
        }
        known.addAll(kept.values());
    }

    /** Registers a start of this process; when this returns, it survives a crash of the machine, and may count. */
    public synchronized void begin(Incarnation sender) {
        begun.add(sender);
        NavigableMap<Long, Incarnation> added = new TreeMap<>();
        added.put(kept.isEmpty() ? FIRST_NUMBER : kept.lastKey() + 1, sender);
        register(added);
    }

    /** Registers those of the given senders that are not, because they were started by a release that did not. */
    public synchronized void found(Collection<Incarnation> senders) {
        Set<Incarnation> unknown = new HashSet<>(senders);
        unknown.removeAll(known);
        if (unknown.isEmpty()) {
            return;
        }
        List<Incarnation> newestFirst = new ArrayList<>(unknown);
        newestFirst.sort(Comparator.comparingLong(Incarnation::startedAtMillis).reversed());
        NavigableMap<Long, Incarnation> added = new TreeMap<>();
        long number = kept.isEmpty() ? FIRST_NUMBER : kept.firstKey();
        for (Incarnation sender : newestFirst) {
            number--;
            added.put(number, sender);
        }
        register(added);
    }

    private void register(NavigableMap<Long, Incarnation> added) {
        NavigableMap<Long, Incarnation> all = new TreeMap<>(kept);
        all.putAll(added);
        try (WriteBatch batch = new WriteBatch()) {
            for (var start : added.entrySet()) {
                batch.put(keyOf(start.getKey()), valueOf(start.getValue()));
            }
            while (all.size() > KEPT) {
                batch.delete(keyOf(all.pollFirstEntry().getKey()));
            }
            db.write(synced, batch);
        } catch (RocksDBException e) {
            throw OwnTotalsStore.failed("register a start", e);
        }
        kept = all;
        known.addAll(added.values());
    }

    private byte[] keyOf(long number) {
        return ByteBuffer.allocate(prefix.length + Long.BYTES)
                .put(prefix)
                .putLong(number)
                .array();
    }

    private static byte[] valueOf(Incarnation sender) {
        return OwnTotalsStore.putSender(ByteBuffer.allocate(OwnTotalsStore.SENDER_BYTES), sender)
                .array();
    }

    /** Returns the starts that this process did {@link #begin}. */
    public synchronized List<Incarnation> begun() {
        return List.copyOf(begun);
    }

    /** Returns the starts that are kept and that this process did not {@link #begin}, the last one first. */
    public synchronized List<Incarnation> earlier() {
        List<Incarnation> earlier = new ArrayList<>(kept.values());
        earlier.removeAll(begun);
        Collections.reverse(earlier);
        return List.copyOf(earlier);
    }
}
