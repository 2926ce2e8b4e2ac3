package io.tollgate.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.model.ChargeMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HitTotalsTest {

    private static final HitTotals TOTALS = new HitTotals(100, 20, 3, 50, 7);

    @ParameterizedTest
    @CsvSource({"ALL, 73", "UNLESS_DENIED_ELSEWHERE, 70", "ADMITTED, 50"})
    void eachChargeModeCountsOtherKinds(ChargeMode mode, long usage) {
        assertThat(TOTALS.usage(mode)).isEqualTo(usage);
        assertThat(TOTALS.net(mode)).isEqualTo(usage);
    }

    @Test
    void usageIsNeverBelowZeroButWhatIsLeftMayBe() {
        HitTotals more = new HitTotals(1, 0, 0, 4, 0);

        for (ChargeMode mode : ChargeMode.values()) {
            assertThat(more.usage(mode)).isZero();
            assertThat(more.net(mode)).isEqualTo(-3);
        }
    }

    @Test
    void sumsSaturate() {
        HitTotals most = new HitTotals(Long.MAX_VALUE, Long.MAX_VALUE, 1, 0, 1);

        assertThat(most.plus(most).admitted()).isEqualTo(Long.MAX_VALUE);
        assertThat(most.decided()).isEqualTo(Long.MAX_VALUE);
        assertThat(most.counted()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whatIsMergedCoversBothAndWhatIsMissingIsTheDifference() {
        SplittableRandom random = new SplittableRandom(16);
        for (int i = 0; i < 1_000; i++) {
            HitTotals one = random(random);
            HitTotals other = random(random);

            assertThat(one.max(other).covers(one)).isTrue();
            assertThat(one.max(other).covers(other)).isTrue();
            assertThat(one.covers(one.min(other))).isTrue();
            assertThat(one.plus(one.max(other).minus(one))).isEqualTo(one.max(other));
            assertThat(one.max(other).jumpsFrom(one, 0)).isEqualTo(!one.covers(other));
        }
    }

    private static HitTotals random(SplittableRandom random) {
        return new HitTotals(
                random.nextLong(1_000),
                random.nextLong(1_000),
                random.nextLong(1_000),
                random.nextLong(1_000),
                random.nextLong(1_000));
    }
}
