package io.tollgate.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.it.faults.Answers.Cell;
import io.tollgate.it.faults.Answers.Told;
import io.tollgate.it.faults.LedgerChecker.Counted;
import io.tollgate.it.faults.LedgerChecker.Longer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LedgerCheckerTest {

    private static final Cell FIRST = new Cell("acme", 0);
    private static final Cell SECOND = new Cell("acme", 1);
    private static final Instant DAY = Instant.parse("2026-03-01T00:00:00Z");

    private static List<String> problems(Map<Cell, Told> told, Map<Cell, Counted> hours) {
        return LedgerChecker.problems(told, hours, List.of(), 0);
    }

    @Test
    void acceptsWhatWasTold() {
        assertThat(problems(
                        Map.of(FIRST, new Told(5, 2, 0, 0), SECOND, new Told(1, 0, 0, 0)),
                        Map.of(FIRST, new Counted(5, 2, 0), SECOND, new Counted(1, 0, 0))))
                .isEmpty();
    }

    @Test
    void findsALostHit() {
        assertThat(problems(Map.of(FIRST, new Told(5, 2, 0, 0)), Map.of(FIRST, new Counted(4, 2, 0))))
                .singleElement()
                .asString()
                .startsWith("lost: ");
    }

    @Test
    void findsALostHitAlsoWhereAnUnansweredOneMakesUpForItInTheSum() {
        assertThat(problems(Map.of(FIRST, new Told(5, 2, 0, 3)), Map.of(FIRST, new Counted(4, 4, 0))))
                .anyMatch(problem -> problem.startsWith("lost: "));
    }

    @Test
    void findsHitsThatWereGivenBackAndAreLostOrThereTwice() {
        Map<Cell, Told> told = Map.of(FIRST, new Told(5, 2, 3, 0));

        assertThat(problems(told, Map.of(FIRST, new Counted(5, 2, 3)))).isEmpty();
        assertThat(problems(told, Map.of(FIRST, new Counted(5, 2, 2))))
                .singleElement()
                .asString()
                .startsWith("lost: ");
        assertThat(problems(told, Map.of(FIRST, new Counted(5, 2, 4))))
                .singleElement()
                .asString()
                .startsWith("too much: ");
    }

    @Test
    void findsARowThatIsMissing() {
        assertThat(problems(Map.of(FIRST, new Told(1, 0, 0, 0)), Map.of())).hasSize(1);
    }

    @Test
    void findsAHitThatWasCountedTwice() {
        assertThat(problems(Map.of(FIRST, new Told(5, 2, 0, 0)), Map.of(FIRST, new Counted(6, 2, 0))))
                .singleElement()
                .asString()
                .startsWith("too much: ");
    }

    @Test
    void findsHitsOfACustomerThatAskedNothing() {
        assertThat(problems(Map.of(), Map.of(FIRST, new Counted(1, 0, 0)))).hasSize(1);
    }

    @Test
    void acceptsUnansweredHitsInTheirHourOrALaterOne() {
        Map<Cell, Told> told = Map.of(FIRST, new Told(5, 0, 0, 2), SECOND, new Told(1, 0, 0, 0));

        assertThat(problems(told, Map.of(FIRST, new Counted(6, 0, 0), SECOND, new Counted(1, 1, 0))))
                .isEmpty();
    }

    @Test
    void findsUnansweredHitsThatAreCountedBeforeTheyWereSent() {
        Map<Cell, Told> told = Map.of(FIRST, new Told(5, 0, 0, 0), SECOND, new Told(1, 0, 0, 2));

        assertThat(problems(told, Map.of(FIRST, new Counted(6, 0, 0), SECOND, new Counted(1, 0, 0))))
                .hasSize(1);
    }

    @Test
    void findsALongerWindowThatIsNotTheSumOfItsHours() {
        Map<Cell, Told> told = Map.of(FIRST, new Told(5, 0, 0, 0), SECOND, new Told(1, 0, 0, 0));
        Map<Cell, Counted> hours = Map.of(FIRST, new Counted(5, 0, 0), SECOND, new Counted(1, 0, 0));

        assertThat(LedgerChecker.problems(told, hours, List.of(day(new Counted(6, 0, 0), hours)), 0))
                .isEmpty();
        assertThat(LedgerChecker.problems(told, hours, List.of(day(new Counted(7, 0, 0), hours)), 0))
                .hasSize(1);
    }

    private static Longer day(Counted counted, Map<Cell, Counted> hours) {
        return new Longer("acme", DAY, DAY.plus(Duration.ofDays(1)), counted, List.copyOf(hours.values()));
    }

    @Test
    void acceptsThatWhatWasOnAWipedDiskOnlyIsMissingAndNoMore() {
        Map<Cell, Told> told = Map.of(FIRST, new Told(5, 2, 0, 0), SECOND, new Told(4, 0, 0, 0));
        Map<Cell, Counted> hours = Map.of(FIRST, new Counted(4, 1, 0), SECOND, new Counted(3, 0, 0));

        assertThat(LedgerChecker.problems(told, hours, List.of(), 3)).isEmpty();
        assertThat(LedgerChecker.problems(told, hours, List.of(), 2)).hasSize(2);
    }

    @Test
    void findsAHitThatWasCountedTwiceAlsoWhereOthersAreMissingWithAWipedDisk() {
        Map<Cell, Told> told = Map.of(FIRST, new Told(5, 2, 0, 0));

        assertThat(LedgerChecker.problems(told, Map.of(FIRST, new Counted(4, 3, 0)), List.of(), 1))
                .hasSize(1);
    }
}
