package io.tollgate.gateway.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class UsageStalenessTest {

    private final AtomicLong elapsed = new AtomicLong(50_000);
    private final UsageStaleness staleness = new UsageStaleness(elapsed::get);

    @Test
    void isStaleAndAloneBeforeTheLogWasReached() {
        assertThat(staleness.isStale()).isTrue();
        assertThat(staleness.liveGateways()).isEqualTo(1);
        assertThat(staleness.oldestMillis()).isEqualTo(Long.MAX_VALUE);
        assertThat(staleness.covers(0, 0)).isFalse();
    }

    @Test
    void isFreshOnceEveryPartitionGaveAHeartbeat() {
        staleness.partitions(2);
        staleness.heard(0, 1, 1);
        assertThat(staleness.stalePartitions()).isEqualTo(1);

        staleness.heard(1, 1, 1);

        assertThat(staleness.isStale()).isFalse();
    }

    @Test
    void isStaleAgainAfterFiveSecondsWithoutAHeartbeatOfOnePartition() {
        staleness.partitions(2);
        staleness.heard(0, 1, 1);
        staleness.heard(1, 1, 1);

        elapsed.addAndGet(5_000);
        staleness.heard(1, 2, 1);
        assertThat(staleness.isStale()).isFalse();
        elapsed.addAndGet(1);

        assertThat(staleness.stalePartitions()).isEqualTo(1);
        assertThat(staleness.oldestMillis()).isEqualTo(5_001);
    }

    @Test
    void seesThatAPartitionWasTakenOverByAPauseOrAStepBack() {
        staleness.heard(0, 10, 1);
        elapsed.addAndGet(2_000);
        staleness.heard(0, 11, 1);
        staleness.heard(0, 11, 1);
        assertThat(staleness.takeovers()).isZero();

        staleness.heard(0, 5, 1);
        assertThat(staleness.takeovers()).isEqualTo(1);
        elapsed.addAndGet(2_001);
        staleness.heard(1, 3, 1);
        staleness.heard(0, 12, 1);

        assertThat(staleness.takeovers()).isEqualTo(2);
    }

    @Test
    void coversTheOffsetsBeforeTheNextOneOfThePartition() {
        staleness.heard(3, 10, 1);

        assertThat(staleness.covers(3, 9)).isTrue();
        assertThat(staleness.covers(3, 10)).isFalse();
        assertThat(staleness.covers(2, 0)).isFalse();
    }

    @Test
    void countsAsManyGatewaysAsTheBusiestPartitionSeesAndItself() {
        staleness.heard(0, 1, 3);
        staleness.heard(1, 1, 2);
        assertThat(staleness.liveGateways()).isEqualTo(3);

        staleness.heard(0, 2, 0);
        staleness.heard(1, 2, 0);

        assertThat(staleness.liveGateways()).isEqualTo(1);
    }
}
