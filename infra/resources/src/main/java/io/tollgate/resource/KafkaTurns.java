package io.tollgate.resource;

import static java.util.Objects.requireNonNull;

import io.tollgate.event.RequestEvent;
import io.tollgate.runtime.kafka.KafkaClientConfig;
import io.tollgate.runtime.kafka.KafkaFailure;
import io.tollgate.topic.EventCodec;
import io.tollgate.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Turns by the transactional id that all instances share: who initialises it last is the only one who can commit. */
final class KafkaTurns implements Turns {

    private static final Duration CALL = Duration.ofSeconds(5);
    private static final Duration TRANSACTION = Duration.ofSeconds(30);

    /** Nobody waits for it: all that belongs together is flushed. Without it a batch of 500 goes in hundreds of requests. */
    private static final int LINGER_MS = 100;

    private static final int MOST_BYTES_AT_ONCE = 512 << 10;

    private final KafkaClientConfig kafka;
    private final String resources;
    private final String history;
    private final String transactionalId;
    private volatile @Nullable Producer<byte[], byte[]> producer;

    KafkaTurns(KafkaClientConfig kafka, Topics topics) {
        this.kafka = requireNonNull(kafka, "kafka");
        this.resources = topics.resources().name();
        this.history = topics.resourceHistory().name();
        this.transactionalId = topics.prefix() + "resources";
    }

    @Override
    public void take() {
        close();
        Producer<byte[], byte[]> opened = null;
        try {
            opened = new KafkaProducer<>(
                    kafka.producer(settings()), new ByteArraySerializer(), new ByteArraySerializer());
            opened.initTransactions();
            producer = opened;
        } catch (KafkaException e) {
            if (opened != null) {
                opened.close(Duration.ZERO);
            }
            throw unavailable(e);
        }
    }

    private Map<String, Object> settings() {
        int callMs = Math.toIntExact(CALL.toMillis());
        Map<String, Object> settings = new HashMap<>(KafkaClientConfig.SOON_BACK);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "tollgate-resources");
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Math.toIntExact(TRANSACTION.toMillis()));
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MS);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, MOST_BYTES_AT_ONCE);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, callMs);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, callMs);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2 * callMs);
        return settings;
    }

    @Override
    public long write(List<Revision> revisions, List<RequestRecord> requests) throws TurnLostException {
        Producer<byte[], byte[]> open = requireNonNull(producer, "no turn was taken");
        try {
            open.beginTransaction();
            List<Future<RecordMetadata>> current = new ArrayList<>();
            List<Future<RecordMetadata>> past = new ArrayList<>();
            // what others refer to first, for those who follow record by record
            for (Revision revision : revisions.stream()
                    .sorted(Comparator.comparing(Revision::id))
                    .toList()) {
                byte[] value = EventCodec.RESOURCES.encode(ResourceRecords.event(revision));
                byte[] key = ResourceRecords.key(revision.id());
                byte[] historyKey = ResourceRecords.historyKey(revision.id(), revision.number());
                current.add(open.send(new ProducerRecord<>(resources, 0, key, value)));
                past.add(open.send(new ProducerRecord<>(history, 0, historyKey, value)));
            }
            for (RequestRecord request : requests) {
                RequestEvent event = request.event();
                byte[] key = ResourceRecords.requestKey(request.key());
                byte[] value = event == null ? null : EventCodec.REQUESTS.encode(event);
                current.add(open.send(new ProducerRecord<>(resources, 0, key, value)));
            }
            open.flush();
            long position = end(current);
            end(past);
            open.commitTransaction();
            return position;
        } catch (KafkaException | ExecutionException | TimeoutException e) {
            close();
            if (isLost(e)) {
                throw new TurnLostException(e);
            }
            throw unavailable(e);
        } catch (InterruptedException e) {
            close();
            throw new InterruptException(e);
        }
    }

    /** Returns the position behind records, all of which Kafka has. */
    private static long end(List<Future<RecordMetadata>> sent)
            throws ExecutionException, TimeoutException, InterruptedException {
        long end = 0;
        for (Future<RecordMetadata> record : sent) {
            end = Math.max(
                    end, record.get(CALL.toMillis(), TimeUnit.MILLISECONDS).offset() + 1);
        }
        return end;
    }

    /**
     * Returns whether somebody else may have taken the turn. Then a broker that is just ending the transaction may not
     * expect its commit, and says so by an error that the client has no class of its own for. Whoever takes the turn again
     * sees what was committed.
     */
    private static boolean isLost(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            boolean unexpected = cause.getCause() == null && cause.getClass() == KafkaException.class;
            if (unexpected
                    || cause instanceof ProducerFencedException
                    || cause instanceof InvalidProducerEpochException
                    || cause instanceof InvalidTxnStateException // its transaction was just ended by who took the turn
                    || cause instanceof InvalidPidMappingException) {
                return true;
            }
        }
        return false;
    }

    private static ResourcesUnavailableException unavailable(Exception e) {
        return new ResourcesUnavailableException(
                "Kafka does not take the change (" + KafkaFailure.reason(e) + "): whether it was made is not known, and"
                        + " asking again is safe",
                e);
    }

    /** What is not committed will never be. */
    @Override
    public void close() {
        Producer<byte[], byte[]> open = producer;
        producer = null;
        if (open != null) {
            open.close(Duration.ZERO);
        }
    }
}
