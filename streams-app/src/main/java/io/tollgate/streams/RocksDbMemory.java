package io.tollgate.streams;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;

/**
 * Memory that all stores share: one cache of blocks, and write buffers, each store's its own. Must outlive the stores.
 *
 * <p>Why not one {@code WriteBufferManager} for all buffers: when they are full together it makes the store that is
 * written to give up its own, though others hold nearly all; with a store for each partition that is a file every few
 * rows.
 */
final class RocksDbMemory implements AutoCloseable {

    /** The key by which {@link Bounds} finds this object in the settings of Streams. */
    static final String SETTING = "tollgate.rocksdb.memory";

    private static final long LEAST_BUFFER_BYTES = 64 << 10;
    private static final long MOST_BUFFER_BYTES = 8 << 20;

    private final Cache cache;
    private final long bufferBytes;

    /**
     * @param bytes memory of all stores together; half of it is for blocks
     * @param stores how many large stores there are at the most: each has one buffer that is filled, and for moments
     *     another one that is being written to disk
     */
    RocksDbMemory(long bytes, int stores) {
        RocksDB.loadLibrary();
        cache = new LRUCache(bytes / 2);
        bufferBytes = Math.max(LEAST_BUFFER_BYTES, Math.min(MOST_BUFFER_BYTES, bytes / 2 / stores));
    }

    private void apply(Options options) {
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(cache);
        table.setFilterPolicy(new BloomFilter());
        // not true: a shard of a small cache is smaller than one filter block, and each lookup reads the filter again
        table.setCacheIndexAndFilterBlocks(false);
        options.setTableFormatConfig(table);
        options.setWriteBufferSize(bufferBytes);
        options.setMaxWriteBufferNumber(2);
    }

    @Override
    public void close() {
        cache.close();
    }

    /** Applies the memory found in the settings to each store; made by Streams. */
    public static final class Bounds implements RocksDBConfigSetter {

        /** Called by Streams. */
        public Bounds() {}

        @Override
        public void setConfig(String storeName, Options options, Map<String, Object> configs) {
            if (!(configs.get(SETTING) instanceof RocksDbMemory memory)) {
                throw new IllegalStateException("store " + storeName + " is opened without " + SETTING);
            }
            memory.apply(options);
        }

        @Override
        public void close(String storeName, Options options) {
            // what the stores share is closed with the application
        }
    }
}
