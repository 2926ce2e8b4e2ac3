package io.tollgate.gateway.usage;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.event.Heartbeat;
import io.tollgate.event.UsageEvent;
import io.tollgate.gateway.decision.Counter;
import io.tollgate.gateway.decision.CounterWindow;
import io.tollgate.gateway.decision.Counters;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import io.tollgate.topic.ControlKey;
import io.tollgate.topic.EventCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The thread that follows usage, on a topic with one partition that the test writes. */
final class UsageFollowerTest {

    private static final TopicPartition PARTITION = new TopicPartition("tollgate.usage", 0);
    private static final Incarnation SELF = new Incarnation(new UUID(1, 2), 3, 4);
    private static final Incarnation OTHER = new Incarnation(new UUID(7, 8), 3, 4);
    private static final Window HOUR = new Window(0, 3_600_000);
    private static final CounterKey KEY =
            CounterKey.descriptor("shop", 1).entry("user", "a", false).build();

    @TempDir
    Path folder;

    private final Counters counters = new Counters(SELF);
    private final Counter counter = new Counter(KEY, 0);
    private final UsageStaleness staleness = new UsageStaleness(() -> 0);
    private final AtomicInteger opened = new AtomicInteger();
    private volatile MockConsumer<byte[], byte[]> consumer = consumer();
    private volatile String topicId = "first topic";
    private volatile @Nullable Exception failure;
    private UsageStore store;
    private UsageFollower follower;
    private long end;

    private final UsageSource source = new UsageSource() {
        @Override
        public Opened open() throws TimeoutException {
            opened.incrementAndGet();
            if (failure instanceof TimeoutException timeout) {
                throw timeout;
            }
            if (failure != null) {
                throw new IllegalStateException(failure);
            }
            MockConsumer<byte[], byte[]> fresh = consumer();
            fresh.updateBeginningOffsets(Map.of(PARTITION, 0L));
            fresh.updateEndOffsets(Map.of(PARTITION, end));
            consumer = fresh;
            return new Opened(fresh, List.of(PARTITION), topicId);
        }

        @Override
        public String servers() {
            return "localhost:1";
        }
    };

    private static MockConsumer<byte[], byte[]> consumer() {
        return new MockConsumer<>("earliest");
    }

    @BeforeEach
    void open() {
        store = new UsageStore(folder, 1 << 20);
        counters.add(counter);
        follower = newFollower();
    }

    private UsageFollower newFollower() {
        UsageUpdater updater = new UsageUpdater(
                counters,
                new UsageUpdater.Observer() {
                    @Override
                    public void impersonated(CounterWindow window, HitTotals seen) {
                        throw new AssertionError("nobody uses this identity");
                    }
                },
                () -> 0);
        return new UsageFollower(source, store, counters, updater, staleness, () -> 1);
    }

    @AfterEach
    void close() {
        follower.close();
        store.close();
    }

    private void startAndAwaitAssignment() {
        int before = opened.get();
        follower.start();
        await(() -> opened.get() > before && isAssigned());
    }

    private boolean isAssigned() {
        return !consumer.closed() && !consumer.assignment().isEmpty();
    }

    private void append(byte[] key, byte @Nullable [] value) {
        consumer.addRecord(new ConsumerRecord<>(PARTITION.topic(), 0, end++, key, value));
    }

    private void appendUsage(long admitted) {
        append(
                KEY.bytes(),
                new EventsOfUsage().window(HOUR, 0).listed(OTHER, admitted).encode());
    }

    private long known() {
        CounterWindow window = counter.find(HOUR);
        return window == null ? 0 : window.used(ChargeMode.ALL);
    }

    private static void await(Callable<Boolean> met) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(1))
                .until(met);
    }

    @Test
    void letsCountersKnowWhatTheTopicBringsAndKeepsItOnTheDisk() {
        startAndAwaitAssignment();
        appendUsage(7);

        await(() -> known() == 7);
        assertThat(store.find(KEY)).isNotNull();
        assertThat(store.nextOffset(0)).hasValue(1);
    }

    @Test
    void goesOnWhereItWas() {
        startAndAwaitAssignment();
        appendUsage(7);
        await(() -> known() == 7);
        follower.close();

        follower = newFollower();
        startAndAwaitAssignment();

        assertThat(consumer.position(PARTITION)).isEqualTo(1);
    }

    @Test
    void readsATopicThatWasCreatedAnewFromItsBeginning() {
        startAndAwaitAssignment();
        appendUsage(7);
        await(() -> known() == 7);
        follower.close();

        topicId = "second topic";
        end = 0;
        follower = newFollower();
        startAndAwaitAssignment();

        assertThat(consumer.position(PARTITION)).isZero();
        assertThat(store.find(KEY)).as("what the first topic held").isNull();
        assertThat(store.restarts()).isEqualTo(2); // the empty store took up the first
    }

    @Test
    void aRecordThatCannotBeReadDoesNotKeepTheNextFromBeingTaken() {
        startAndAwaitAssignment();
        append(KEY.bytes(), new byte[] {1, 2, 3});
        append(KEY.bytes(), null);
        appendUsage(9);

        await(() -> known() == 9);
    }

    @Test
    void takesHeartbeatsForSignsOfLifeUnlessTheyWereThereBefore() {
        end = 1; // one that the broker had when the gateway came
        startAndAwaitAssignment();
        byte[] heartbeat = EventCodec.USAGE.encode(new UsageEvent(new Heartbeat(41L, 1_000L, 3)));
        consumer.addRecord(new ConsumerRecord<>(PARTITION.topic(), 0, 0, ControlKey.heartbeat(), heartbeat));
        appendUsage(1);
        await(() -> known() == 1);
        assertThat(staleness.isStale()).isTrue();

        append(ControlKey.heartbeat(), heartbeat);

        await(() -> staleness.liveGateways() == 3);
        assertThat(staleness.isStale()).isFalse();
        assertThat(staleness.covers(0, 40)).isTrue();
        assertThat(staleness.covers(0, 41)).isFalse();
    }

    @Test
    void opensTheTopicsAnewWhenItIsToldTo() {
        startAndAwaitAssignment();
        MockConsumer<byte[], byte[]> before = consumer;

        follower.followAnew();

        await(() -> opened.get() == 2 && isAssigned());
        assertThat(before.closed()).isTrue();
        appendUsage(5);
        await(() -> known() == 5);
    }

    @Test
    void waitsForAKafkaThatIsNotThereAndStopsAllTheSame() {
        failure = new TimeoutException("no answer");
        follower.start();
        await(() -> opened.get() > 0);

        follower.close();

        assertThat(staleness.partitions()).isZero();
    }

    @Test
    void triesAgainAfterAFailure() {
        failure = new IllegalStateException("not authorized");
        follower.start();
        await(() -> opened.get() > 0);

        failure = null;

        await(this::isAssigned);
        appendUsage(3);
        await(() -> known() == 3);
        assertThat(requireNonNull(counter.find(HOUR)).others().used(ChargeMode.ALL))
                .isEqualTo(3);
    }
}
