package io.tollgate.gateway.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class UsageStalenessTest {

    private final AtomicLong elapsed = new AtomicLong(50_000);
    private final UsageStaleness freshness = new UsageStaleness(elapsed::get);

    @Test
    void isStaleAndAloneBeforeTheLogWasReached() {
        assertThat(freshness.isStale()).isTrue();
        assertThat(freshness.liveGateways()).isEqualTo(1);
        assertThat(freshness.oldestMillis()).isEqualTo(Long.MAX_VALUE);
        assertThat(freshness.covers(0, 0)).isFalse();
    }

    @Test
    void isFreshOnceEveryPartitionGaveAHeartbeat() {
        freshness.partitions(2);
        freshness.heard(0, 1, 1);
        assertThat(freshness.stalePartitions()).isEqualTo(1);

        freshness.heard(1, 1, 1);

        assertThat(freshness.isStale()).isFalse();
    }

    @Test
    void isStaleAgainAfterFiveSecondsWithoutAHeartbeatOfOnePartition() {
        freshness.partitions(2);
        freshness.heard(0, 1, 1);
        freshness.heard(1, 1, 1);

        elapsed.addAndGet(5_000);
        freshness.heard(1, 2, 1);
        assertThat(freshness.isStale()).isFalse();
        elapsed.addAndGet(1);

        assertThat(freshness.stalePartitions()).isEqualTo(1);
        assertThat(freshness.oldestMillis()).isEqualTo(5_001);
    }

    @Test
    void seesThatAPartitionWasTakenOverByAPauseOrAStepBack() {
        freshness.heard(0, 10, 1);
        elapsed.addAndGet(2_000);
        freshness.heard(0, 11, 1);
        freshness.heard(0, 11, 1);
        assertThat(freshness.takeovers()).isZero();

        freshness.heard(0, 5, 1);
        assertThat(freshness.takeovers()).isEqualTo(1);
        elapsed.addAndGet(2_001);
        freshness.heard(1, 3, 1);
        freshness.heard(0, 12, 1);

        assertThat(freshness.takeovers()).isEqualTo(2);
    }

    @Test
    void coversTheOffsetsBeforeTheNextOneOfThePartition() {
        freshness.heard(3, 10, 1);

        assertThat(freshness.covers(3, 9)).isTrue();
        assertThat(freshness.covers(3, 10)).isFalse();
        assertThat(freshness.covers(2, 0)).isFalse();
    }

    @Test
    void countsAsManyGatewaysAsTheBusiestPartitionSeesAndItself() {
        freshness.heard(0, 1, 3);
        freshness.heard(1, 1, 2);
        assertThat(freshness.liveGateways()).isEqualTo(3);

        freshness.heard(0, 2, 0);
        freshness.heard(1, 2, 0);

        assertThat(freshness.liveGateways()).isEqualTo(1);
    }
}
