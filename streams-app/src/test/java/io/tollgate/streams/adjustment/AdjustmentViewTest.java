package io.tollgate.streams.adjustment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.event.Adjustment;
import io.tollgate.event.AdjustmentEvent;
import io.tollgate.event.AdjustmentOutcome;
import io.tollgate.event.AdjustmentStatus;
import io.tollgate.event.CounterEntry;
import io.tollgate.event.CounterKey;
import io.tollgate.event.DescriptorCounter;
import io.tollgate.topic.EventCodec;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

final class AdjustmentViewTest {

    private final AdjustmentView view = new AdjustmentView(3, 1_000);
    private long offset;

    private static Adjustment adjustment(String id, long hits) {
        CounterKey counter =
                new CounterKey(new DescriptorCounter("api", List.of(new CounterEntry("tenant", "alice", false))));
        return new Adjustment(id, counter, 0L, hits, "outage", 0L);
    }

    private static AdjustmentOutcome outcome(String id, AdjustmentStatus status) {
        return new AdjustmentOutcome(id, status, "", List.of());
    }

    private void take(Adjustment adjustment) {
        take(adjustment.getId(), EventCodec.ADJUSTMENTS.encode(new AdjustmentEvent(adjustment)));
    }

    private void take(AdjustmentOutcome outcome) {
        take(outcome.getId(), EventCodec.ADJUSTMENTS.encode(new AdjustmentEvent(outcome)));
    }

    private void take(String id, byte[] value) {
        byte[] key = id.getBytes(UTF_8);
        view.take(new ConsumerRecord<>(
                "adjustments",
                0,
                offset++,
                0,
                TimestampType.LOG_APPEND_TIME,
                key.length,
                value.length,
                key,
                value,
                new RecordHeaders(),
                Optional.empty()));
    }

    @Test
    void keepsTheFirstOfAnIdAndWhereItIs() {
        take(adjustment("a", -1));
        take(adjustment("a", -2));

        assertThat(view.find("a")).isEqualTo(new AdjustmentState(adjustment("a", -1), 0, null));
    }

    @Test
    void tellsWhoWaitsOfTheOutcome() {
        take(adjustment("a", -1));
        CompletableFuture<AdjustmentState> settled = view.settled("a");
        assertThat(settled).isNotDone();

        take(outcome("a", AdjustmentStatus.APPLIED));

        assertThat(settled).isCompletedWithValue(view.find("a"));
        assertThat(view.settled("a")).isDone();
    }

    @Test
    void keepsWhatWasAppliedOnceAsApplied() {
        take(adjustment("a", -1));
        take(outcome("a", AdjustmentStatus.REFUSED));
        take(outcome("a", AdjustmentStatus.APPLIED));
        take(outcome("a", AdjustmentStatus.REFUSED));

        assertThat(view.find("a"))
                .isEqualTo(new AdjustmentState(adjustment("a", -1), 0, outcome("a", AdjustmentStatus.APPLIED)));
    }

    @Test
    void forgetsTheOldestBeyondItsEntries() {
        for (String id : List.of("a", "b", "c", "d")) {
            take(adjustment(id, -1));
        }

        assertThat(view.find("a")).isNull();
        assertThat(view.find("b")).isNotNull();
    }

    @Test
    void forgetsTheOldestBeyondItsBytes() {
        take(adjustment("a", -1));
        Adjustment large = adjustment("b", -1);
        large.setReason("r".repeat(950));
        take(large);

        assertThat(view.find("a")).isNull();
        assertThat(view.find("b")).isNotNull();
    }

    @Test
    void leavesOutWhatIsNoAdjustment() {
        take("a", new byte[] {1, 2, 3});
        take("b", EventCodec.ADJUSTMENTS.encode(new AdjustmentEvent(adjustment("a", -1))));
        take(adjustment("c", 0));

        assertThat(List.of("a", "b", "c"))
                .allSatisfy(id -> assertThat(view.find(id)).isNull());
    }
}
