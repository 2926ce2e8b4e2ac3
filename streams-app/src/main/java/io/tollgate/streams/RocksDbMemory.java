package io.tollgate.streams;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * Memory that all stores of one application share: one cache of blocks, and write buffers that are charged to it. Must
 * outlive the stores.
 */
final class RocksDbMemory implements AutoCloseable {

    /** The key by which {@link Bounds} finds this object in the settings of Streams. */
    static final String SETTING = "tollgate.rocksdb.memory";

    private static final long WRITE_BUFFER_BYTES = 8 << 20;

    private final Cache cache;
    private final WriteBufferManager writeBuffers;

    RocksDbMemory(long bytes) {
        RocksDB.loadLibrary();
        cache = new LRUCache(bytes);
        writeBuffers = new WriteBufferManager(bytes / 2, cache);
    }

    private void apply(Options options) {
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(cache);
        table.setFilterPolicy(new BloomFilter());
        // not true: a shard of a small cache is smaller than one filter block, and each lookup reads the filter again
        table.setCacheIndexAndFilterBlocks(false);
        options.setTableFormatConfig(table);
        options.setWriteBufferManager(writeBuffers);
        options.setWriteBufferSize(WRITE_BUFFER_BYTES);
        options.setMaxWriteBufferNumber(2);
    }

    @Override
    public void close() {
        writeBuffers.close();
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
