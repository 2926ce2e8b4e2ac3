package io.tollgate.streams;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.DefaultProductionExceptionHandler;
import org.apache.kafka.streams.errors.LogAndFailExceptionHandler;
import org.apache.kafka.streams.errors.LogAndFailProcessingExceptionHandler;

/** The settings of Kafka Streams. */
final class StreamsSettings {

    private static final int COMMIT_INTERVAL_MS = 1_000;
    private static final int LEDGER_COMMIT_INTERVAL_MS = 3_000;
    private static final int LINGER_MS = 1;
    private static final long LEAST_POLL_MS = 20;
    private static final long LEDGER_CACHE_BYTES = 32L << 20;
    private static final int LEDGER_LINGER_MS = 5;
    private static final int LEDGER_FETCH_BYTES = 64 << 10;
    private static final int LEDGER_FETCH_WAIT_MS = 250;
    private static final int LEDGER_TRANSACTION_TIMEOUT_MS = 10_000;
    private static final int BATCH_BYTES = 128 << 10;
    private static final int MOST_POLLED_RECORDS = 2_000;
    private static final int SESSION_TIMEOUT_MS = 10_000;
    private static final int GROUP_HEARTBEAT_MS = 3_000;

    private StreamsSettings() {}

    /** Returns the settings of an application; the memory must outlive it. */
    static Map<String, Object> of(
            Application application, StreamsAppConfig config, Path stateDir, RocksDbMemory memory) {
        Map<String, Object> settings = common(application, config, stateDir, memory);
        switch (application) {
            case USAGE -> putUsage(settings, config);
            case LEDGER -> putLedger(settings);
        }
        return config.kafka().streams(settings);
    }

    /** What is published at once forgives a short step back: it is repaired. */
    private static void putUsage(Map<String, Object> settings, StreamsAppConfig config) {
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
        // a thread that waits for records cannot publish what is due, but each look at all tasks has its price
        settings.put(
                StreamsConfig.POLL_MS_CONFIG,
                Math.max(LEAST_POLL_MS, config.publishInterval().toMillis()));
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), LINGER_MS);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.ACKS_CONFIG), "all");
        // keeps the order of writes through retries: rows and heartbeats rely on it
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG), true);
    }

    /** Nobody waits for the ledger, and what it writes is final. */
    private static void putLedger(Map<String, Object> settings) {
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, LEDGER_CACHE_BYTES);
        // a transaction has its price at each partition, here and at the broker
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, LEDGER_COMMIT_INTERVAL_MS);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), LEDGER_LINGER_MS);
        // many records at a time cost less, here and at the broker
        settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MIN_BYTES_CONFIG), LEDGER_FETCH_BYTES);
        settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), LEDGER_FETCH_WAIT_MS);
        // readers of what is committed wait so long for the transaction of an instance that was killed
        settings.put(
                StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), LEDGER_TRANSACTION_TIMEOUT_MS);
    }

    private static Map<String, Object> common(
            Application application, StreamsAppConfig config, Path stateDir, RocksDbMemory memory) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, config.idOf(application));
        settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_INTERVAL_MS);
        settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        settings.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, config.standbyReplicas());
        // a task reads one partition: there is none to wait for, and Streams asks with every record
        settings.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        putHandlers(settings);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
        settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), MOST_POLLED_RECORDS);
        // the partitions of an instance that was killed stand still for this long
        settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_TIMEOUT_MS);
        settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), GROUP_HEARTBEAT_MS);
        settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, RocksDbMemory.Bounds.class);
        settings.put(RocksDbMemory.SETTING, memory);
        return settings;
    }

    private static void putHandlers(Map<String, Object> settings) {
        settings.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, LogAndFailExceptionHandler.class);
        settings.put(
                StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, LogAndFailProcessingExceptionHandler.class);
        settings.put(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, DefaultProductionExceptionHandler.class);
    }
}
