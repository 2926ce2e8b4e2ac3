package io.tollgate.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IncarnationsTest {

    private static final CounterKey KEY =
            CounterKey.descriptor("shop", 1).entry("customer", "a", false).build();

    @TempDir
    Path folder;

    @Test
    void aStartIsAmongTheEarlierOnesOfAllThatFollowAndNeverOfItsOwnProcess() {
        during(own -> {
            own.starts().begin(start(1));
            assertThat(own.starts().earlier()).isEmpty();
        });
        during(own -> {
            own.starts().begin(start(2));
            own.starts().begin(start(3)); // the clock was set back
            assertThat(own.starts().earlier()).containsExactly(start(1));
        });
        during(own -> assertThat(own.starts().earlier()).containsExactly(start(3), start(2), start(1)));
    }

    @Test
    void isNoRowAndNoCoveredSender() {
        during(own -> {
            own.starts().begin(start(1));
            own.putCovered(start(2));

            own.forEach(row -> {
                throw new AssertionError(row);
            });
            assertThat(own.covered(10)).containsExactly(start(2));
        });
        during(own -> assertThat(own.starts().earlier()).containsExactly(start(1)));
    }

    @Test
    void keepsOfCoveredSendersThoseThatStartedLast() {
        during(own ->
                LongStream.rangeClosed(1, 300).mapToObj(IncarnationsTest::start).forEach(own::putCovered));

        during(own -> assertThat(own.covered(1_000))
                .hasSize(OwnTotalsStore.COVERED_KEPT)
                .startsWith(start(300), start(299))
                .endsWith(start(45)));
    }

    @Test
    void keepsThoseThatStartedLastWhateverTheirClockSaid() {
        Incarnation clockFarAhead = new Incarnation(new UUID(1, 2), Long.MAX_VALUE, 0);
        during(own -> {
            own.starts().begin(clockFarAhead);
            LongStream.rangeClosed(1, 300).mapToObj(IncarnationsTest::start).forEach(own.starts()::begin);
        });

        during(own -> assertThat(own.starts().earlier())
                .hasSize(Incarnations.KEPT)
                .startsWith(start(300), start(299))
                .endsWith(start(45)));
    }

    @Test
    void dropsTheEarliestAgainWhenItsRowsAreFound() {
        during(own ->
                LongStream.rangeClosed(1, 300).mapToObj(IncarnationsTest::start).forEach(own.starts()::begin));

        during(own -> own.starts().found(List.of(start(1), start(2))));

        during(own ->
                assertThat(own.starts().earlier()).hasSize(Incarnations.KEPT).doesNotContain(start(1), start(2)));
    }

    @Test
    void startsThatWereFoundAreEarlierThanThoseThatWereRegistered() {
        during(own -> {
            own.starts().begin(start(9));
            own.starts().found(List.of(start(1), start(9), start(2), Incarnation.NOBODY));
            assertThat(own.starts().earlier()).containsExactly(start(2), start(1));
        });

        during(own -> assertThat(own.starts().earlier()).containsExactly(start(9), start(2), start(1)));
    }

    @Test
    void aStartThatAnEarlierReleaseDidNotRegisterIsKnownWhenItsRowsAreGone() {
        TotalsKey row = new TotalsKey(KEY, new Window(0, 3_600_000), start(1));
        during(own -> {
            own.write(List.of(new OwnTotalsStore.Row(row, new HitTotals(1, 0, 0, 0, 0), true)), true);
            own.delete(List.of(row));
        });

        during(own -> assertThat(own.starts().earlier()).containsExactly(start(1)));
    }

    private void during(Consumer<OwnTotalsStore> process) {
        try (OwnTotalsStore own = new OwnTotalsStore(folder)) {
            process.accept(own);
        }
    }

    private static Incarnation start(long number) {
        return new Incarnation(new UUID(1, 2), 1_000 + number, number);
    }
}
