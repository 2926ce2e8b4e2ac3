package io.tollgate.streams.query;

import static java.util.Objects.requireNonNull;

import io.tollgate.model.CounterKey;
import io.tollgate.runtime.kafka.KafkaClientConfig;
import io.tollgate.streams.usage.Names;
import io.tollgate.streams.usage.StoredUsage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsNotStartedException;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** The copies that a running usage application keeps. */
final class StreamsReplicas implements UsageReplicas {

    private static final Duration KAFKA_ANSWER = Duration.ofSeconds(1);
    private static final Duration CLOSE = Duration.ofSeconds(1);
    private static final ByteArraySerializer AS_IT_IS = new ByteArraySerializer();

    private final KafkaStreams streams;
    private final Admin admin;
    private final String hits;

    private StreamsReplicas(KafkaStreams streams, Admin admin, String hits) {
        this.streams = requireNonNull(streams, "streams");
        this.admin = requireNonNull(admin, "admin");
        this.hits = requireNonNull(hits, "hits");
    }

    /** @param hits name of that topic */
    static StreamsReplicas of(KafkaStreams streams, KafkaClientConfig kafka, String hits) {
        Map<String, Object> settings = Map.of(
                AdminClientConfig.CLIENT_ID_CONFIG,
                "tollgate-usage-queries",
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                Math.toIntExact(KAFKA_ANSWER.toMillis()),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                Math.toIntExact(KAFKA_ANSWER.toMillis()));
        return new StreamsReplicas(streams, Admin.create(kafka.admin(settings)), hits);
    }

    /** The store is as partitioned as {@code hits}, whose keys are the counters. */
    @Override
    public ReplicaLocations locationsOf(CounterKey key) {
        KeyQueryMetadata found;
        try {
            found = streams.queryMetadataForKey(Names.USAGE_STORE, key.bytes(), AS_IT_IS);
        } catch (StreamsNotStartedException | IllegalStateException e) {
            throw new UsageUnavailableException(String.valueOf(e.getMessage()));
        }
        if (found == null || found.equals(KeyQueryMetadata.NOT_AVAILABLE)) {
            throw new UsageUnavailableException("who keeps the counter is being settled");
        }
        List<Instance> standbys = found.standbyHosts().stream()
                .filter(host -> !host.equals(HostInfo.unavailable()))
                .map(StreamsReplicas::instance)
                .toList();
        return new ReplicaLocations(found.partition(), instance(found.activeHost()), standbys);
    }

    private static Instance instance(HostInfo host) {
        return new Instance(host.host(), host.port());
    }

    @Override
    public StoredUsage read(CounterKey key, int partition, Replica replica) {
        StoreQueryParameters<ReadOnlyKeyValueStore<byte[], byte[]>> wanted = StoreQueryParameters.fromNameAndType(
                        Names.USAGE_STORE, QueryableStoreTypes.<byte[], byte[]>keyValueStore())
                .withPartition(partition);
        long committed = replica == Replica.ACTIVE ? committed(partition) : 0;
        try {
            return StoredUsage.read(streams.store(replica == Replica.ACTIVE ? wanted : wanted.enableStaleStores()), key)
                    .reaching(committed);
        } catch (InvalidStateStoreException | IllegalStateException e) {
            throw new UsageUnavailableException(String.valueOf(e.getMessage()));
        }
    }

    /** Rows say how far the last event goes; behind it may be what is none, such as the end of a transaction. */
    private long committed(int partition) {
        TopicPartition asked = new TopicPartition(hits, partition);
        return streams.metadataForLocalThreads().stream()
                .flatMap(thread -> thread.activeTasks().stream())
                .mapToLong(task -> task.committedOffsets().getOrDefault(asked, 0L))
                .max()
                .orElse(0);
    }

    @Override
    public long endOffset(int partition) {
        TopicPartition asked = new TopicPartition(hits, partition);
        try {
            return admin.listOffsets(Map.of(asked, OffsetSpec.latest()))
                    .partitionResult(asked)
                    .get(KAFKA_ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                    .offset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UsageUnavailableException("told to end while asking Kafka");
        } catch (ExecutionException | TimeoutException e) {
            throw new UsageUnavailableException("Kafka does not say how far hits go");
        }
    }

    @Override
    public void close() {
        admin.close(CLOSE);
    }
}
