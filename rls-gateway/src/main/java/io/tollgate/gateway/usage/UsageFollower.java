package io.tollgate.gateway.usage;

import static java.util.Objects.requireNonNull;

import io.tollgate.event.Heartbeat;
import io.tollgate.gateway.decision.Counter;
import io.tollgate.gateway.decision.Counters;
import io.tollgate.model.CounterKey;
import io.tollgate.runtime.kafka.KafkaFailure;
import io.tollgate.topic.ControlKey;
import io.tollgate.topic.EventCodec;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One background thread that keeps the view of {@code usage}: writes what the topic brings to the store, then lets the
 * counters on the heap know. Waits for Kafka as long as it takes; meanwhile the gateway decides by what it has.
 *
 * <p>Threads: all is this thread's but {@code running} and {@code following}, by which others tell it to stop or to begin
 * anew. A record is in the store before counters hear of it: a counter that comes onto the heap in between reads it there.
 */
public final class UsageFollower implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(UsageFollower.class);

    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int SWEPT_AT_A_TIME = 500;

    private static final Duration SWEEP_INTERVAL = Duration.ofMillis(200);

    /** How long after its begin the next round over all rows begins at the earliest. */
    private static final Duration SWEEP_ROUND = Duration.ofSeconds(60);

    /** A start without Kafka decides by what was flushed; but each flush makes a file, which is then merged. */
    private static final Duration FLUSH_INTERVAL = Duration.ofSeconds(30);

    /** How long rows whose windows ended stay: the clock may be set back a little. */
    private static final long KEPT_MS = 60_000;

    /** A Kafka that is started together with the gateway may take this long on a busy machine. */
    private static final Duration WARN_AFTER_START = Duration.ofSeconds(60);

    private static final Duration WARN_AFTER = Duration.ofSeconds(9);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration WARN_INTERVAL = Duration.ofSeconds(60);

    private final UsageSource source;
    private final UsageStore store;
    private final UsageStore.Sweep sweep;
    private final Counters counters;
    private final UsageUpdater updater;
    private final UsageStaleness staleness;
    private final LongSupplier clock;
    private final Thread thread;
    private volatile boolean running = true;
    private volatile @Nullable Consumer<byte[], byte[]> following;
    private Map<Integer, Long> presentFrom = Map.of();
    private long warnAtNanos = System.nanoTime() + WARN_AFTER_START.toNanos();
    private boolean waits;
    private boolean rejected;
    private long readsSinceNanos;
    private long sweepAtNanos = System.nanoTime();
    private long sweepRoundNanos = sweepAtNanos;
    private long flushAtNanos = System.nanoTime() + FLUSH_INTERVAL.toNanos();

    /**
     * @param clock milliseconds since the Unix epoch
     */
    public UsageFollower(
            UsageSource source,
            UsageStore store,
            Counters counters,
            UsageUpdater updater,
            UsageStaleness staleness,
            LongSupplier clock) {
        this.source = requireNonNull(source, "source");
        this.store = store;
        this.sweep = store.sweep();
        this.counters = counters;
        this.updater = updater;
        this.staleness = staleness;
        this.clock = clock;
        this.thread = new Thread(this::run, "usage-follower");
    }

    public void start() {
        thread.start();
    }

    private void run() {
        while (running) {
            try {
                follow();
            } catch (WakeupException e) {
                LOG.debug("Told to stop, or to begin anew");
            } catch (TimeoutException e) {
                waitForKafka(String.valueOf(e.getMessage()));
            } catch (UncheckedIOException e) {
                waitForDisk(String.valueOf(e.getMessage()));
            } catch (RuntimeException | Error e) {
                waitForKafka(e);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** A rejection does not go away by waiting: it is said at once. */
    private void waitForKafka(Throwable failure) {
        if (KafkaFailure.isRefusal(failure) && !rejected) {
            rejected = true;
            warnAtNanos = System.nanoTime();
        }
        waitForKafka(KafkaFailure.reason(failure));
    }

    private void waitForKafka(String reason) {
        waitAndWarn("Kafka at " + source.servers()
                + " cannot be used: deciding by this gateway's own counts, hits are kept on disk until it can. The reason: "
                + reason);
    }

    private void waitForDisk(String reason) {
        waitAndWarn("What others count cannot be kept: deciding by this gateway's own counts until it can. The reason: "
                + reason);
    }

    /** Kafka may be started a moment later than the gateway: that is no reason to warn. */
    private void waitAndWarn(String message) {
        long nanos = System.nanoTime();
        if (nanos - warnAtNanos >= 0) {
            warnAtNanos = nanos + WARN_INTERVAL.toNanos();
            LOG.warn("{}", message);
        } else if (!waits) {
            LOG.info("Waiting. {}", message);
        }
        waits = true;
        LockSupport.parkNanos(RETRY.toNanos());
    }

    private void follow() throws TimeoutException, InterruptedException {
        UsageSource.Opened opened = source.open();
        Consumer<byte[], byte[]> consumer = opened.consumer();
        try {
            following = consumer;
            if (!opened.topicId().equals(store.topicId())) {
                store.restart(opened.topicId());
            }
            List<TopicPartition> all = opened.partitions();
            consumer.assign(all);
            for (TopicPartition partition : all) {
                var next = store.nextOffset(partition.partition());
                if (next.isPresent()) {
                    consumer.seek(partition, next.getAsLong());
                } else {
                    consumer.seekToBeginning(List.of(partition));
                }
            }
            // heartbeats that were there before say how it was then, not how it is now
            presentFrom = new HashMap<>();
            consumer.endOffsets(all).forEach((partition, end) -> presentFrom.put(partition.partition(), end));
            staleness.partitions(all.size());
            if (!rejected) {
                LOG.info("Following {} ({} partitions)", all.get(0).topic(), all.size());
            }
            readsSinceNanos = System.nanoTime();
            while (running) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                forgetFailures(records);
                take(records);
                flushSometimes();
                store.learnKeys();
                sweepSometimes();
            }
        } finally {
            following = null;
            consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
        }
    }

    /** That Kafka may be asked does not say that what it answers is not a rejection. */
    private void forgetFailures(ConsumerRecords<byte[], byte[]> records) {
        long nanos = System.nanoTime();
        if ((waits || rejected) && (!records.isEmpty() || nanos - readsSinceNanos >= WARN_AFTER.toNanos())) {
            waits = false;
            rejected = false;
            warnAtNanos = nanos + WARN_AFTER.toNanos();
        }
    }

    private void take(ConsumerRecords<byte[], byte[]> records) {
        if (records.isEmpty()) {
            return;
        }
        Map<Integer, Long> next = new HashMap<>();
        try (UsageStore.Batch batch = store.batch()) {
            for (ConsumerRecord<byte[], byte[]> polled : records) {
                if (isOfCounter(polled)) {
                    batch.put(polled.key(), polled.value());
                }
                next.put(polled.partition(), polled.offset() + 1);
            }
            batch.commit(next);
        }
        long nowMillis = clock.getAsLong();
        for (ConsumerRecord<byte[], byte[]> polled : records) {
            try {
                take(polled, nowMillis);
            } catch (RuntimeException e) {
                warnUnreadable(polled, e);
            }
        }
    }

    private void sweepSometimes() {
        long nanos = System.nanoTime();
        if (nanos - sweepAtNanos >= 0) {
            long pastMillis = clock.getAsLong() - KEPT_MS;
            boolean ended =
                    sweep.next(SWEPT_AT_A_TIME, (counter, event) -> UsageUpdater.isPast(counter, event, pastMillis));
            sweepAtNanos = nanos + SWEEP_INTERVAL.toNanos();
            if (ended) {
                sweepAtNanos = Math.max(sweepAtNanos, sweepRoundNanos + SWEEP_ROUND.toNanos());
                sweepRoundNanos = sweepAtNanos;
            }
        }
    }

    private void flushSometimes() {
        long nanos = System.nanoTime();
        if (nanos - flushAtNanos >= 0) {
            flushAtNanos = nanos + FLUSH_INTERVAL.toNanos();
            store.beginFlush();
        }
    }

    private static boolean isOfCounter(ConsumerRecord<byte[], byte[]> polled) {
        return polled.key() != null && polled.key().length > 0 && !ControlKey.isControl(polled.key());
    }

    /** The bytes are in the store all the same, for a release that can read them. */
    private static void warnUnreadable(ConsumerRecord<byte[], byte[]> polled, RuntimeException cause) {
        LOG.warn(
                "{}-{} offset {}: cannot be read, what others count is not known for some counters: {}",
                polled.topic(),
                polled.partition(),
                polled.offset(),
                cause.getMessage());
    }

    private void take(ConsumerRecord<byte[], byte[]> polled, long nowMillis) {
        if (polled.key() == null || polled.value() == null) {
            return;
        }
        if (Arrays.equals(polled.key(), ControlKey.heartbeat())) {
            boolean present = polled.offset() >= presentFrom.getOrDefault(polled.partition(), 0L);
            if (present && EventCodec.USAGE.decode(polled.value()).getEvent() instanceof Heartbeat heartbeat) {
                staleness.heard(polled.partition(), heartbeat.getNextOffset(), heartbeat.getLiveGateways());
            }
            return;
        }
        Counter counter = counters.find(CounterKey.ofBytes(polled.key()));
        if (counter != null) {
            updater.follow(counter, polled.value(), nowMillis);
        }
    }

    /** Makes sure anew that the topics are there, and follows from where it was, or from the begin of a topic made anew. */
    public void followAnew() {
        Consumer<byte[], byte[]> consumer = following;
        if (consumer != null) {
            consumer.wakeup(); // else it is about to do that anyway
        }
    }

    /** Stops following. */
    @Override
    public void close() {
        running = false;
        Consumer<byte[], byte[]> consumer = following;
        if (consumer != null) {
            consumer.wakeup(); // an interrupt would disturb it while it closes
        } else {
            thread.interrupt();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
