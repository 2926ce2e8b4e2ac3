package io.tollgate.streams.usage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.accounting.HitSender;
import io.tollgate.event.WindowUse;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SweepTest {

    private static final long NOW = 1_800_000_000_000L;
    private static final Window HOUR = new Window(NOW, NOW + 3_600_000);

    private final KeyValueStore<byte[], byte[]> store = Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore(Names.USAGE_STORE), Serdes.ByteArray(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    private final MockProcessorContext<byte[], Object> context = new MockProcessorContext<>();
    private final UsageRows rows = new UsageRows(store);
    private final UsageMeters meters = new UsageMeters(new SimpleMeterRegistry());
    private final Sweep sweep = new Sweep(rows, new UsagePublisher(context, new NoMarks(), meters), meters, NOW);

    private static final class NoMarks implements SenderStatus {
        @Override
        public boolean isCovered(HitSender sender) {
            return false;
        }

        @Override
        public boolean isLive(HitSender sender) {
            return false;
        }
    }

    @BeforeEach
    void open() {
        store.init(context.getStateStoreContext(), store);
        context.setCurrentSystemTimeMs(NOW);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static CounterKey counter(int number) {
        return CounterKey.ofBytes(("counter-" + number).getBytes(UTF_8));
    }

    private static CounterState row(long unpublishedSince) {
        WindowPurposes ofLimit = WindowPurposes.of(WindowUse.LIMIT_AND_ACCOUNTING);
        return new CounterState(List.of(WindowState.unused(HOUR).usedFor(ofLimit)), unpublishedSince);
    }

    @Test
    void publishesOnceWhatAnEarlierInstanceMayHaveDiedWith() {
        rows.put(counter(1), row(NOW - 500));
        rows.put(counter(2), row(CounterState.PUBLISHED));
        rows.put(counter(3), row(NOW + 1));

        sweep.step(NOW + 1_000);
        sweep.step(NOW + 2_000);

        assertThat(context.forwarded(Names.USAGE_SINK))
                .singleElement()
                .satisfies(forwarded -> assertThat(forwarded.record().key())
                        .isEqualTo(counter(1).bytes()));
    }

    @Test
    void goesThroughAllRowsQuicklyOnceAndThenAFewAtATimeNotMoreThanOnceAMinute() {
        int count = 2 * Sweep.ROWS_PER_FIRST_STEP + Sweep.ROWS_PER_STEP + 1;
        for (int number = 0; number < count; number++) {
            rows.put(counter(number), row(CounterState.PUBLISHED));
        }

        sweep.step(NOW);
        sweep.step(NOW);
        sweep.step(NOW);
        assertThat(store.approximateNumEntries()).isEqualTo(count);

        long closedMillis = HOUR.endMillis() + 600_001;
        sweep.step(closedMillis);
        sweep.step(closedMillis + Sweep.STEP_MS - 1);
        assertThat(store.approximateNumEntries()).isEqualTo(count - Sweep.ROWS_PER_STEP);
        sweep.step(closedMillis + Sweep.STEP_MS);
        assertThat(store.approximateNumEntries()).isEqualTo(count - 2 * Sweep.ROWS_PER_STEP);

        long endedMillis = goOnUntilEmpty(closedMillis + Sweep.STEP_MS);
        rows.put(counter(0), row(CounterState.PUBLISHED));
        sweep.step(endedMillis + Sweep.STEP_MS);
        assertThat(store.approximateNumEntries()).isOne();
        sweep.step(closedMillis + Sweep.ROUND_MS);

        assertThat(store.approximateNumEntries()).isZero();
    }

    /** Goes on for as long as a round of so few rows can take; a whole round takes one step more than it has rows for. */
    private long goOnUntilEmpty(long fromMillis) {
        long now = fromMillis;
        for (int step = 0; store.approximateNumEntries() > 0 && step < 100; step++) {
            now += Sweep.STEP_MS;
            sweep.step(now);
        }
        assertThat(store.approximateNumEntries()).isZero();
        return now;
    }

    @Test
    void goesOnAtOnceWhenTheClockWasSetBack() {
        sweep.step(NOW + 7_200_000);
        Window ended = new Window(NOW - 7_200_000, NOW - 3_600_000);
        rows.put(counter(0), new CounterState(List.of(WindowState.unused(ended)), CounterState.PUBLISHED));

        sweep.step(NOW);

        assertThat(store.approximateNumEntries()).isZero();
    }
}
