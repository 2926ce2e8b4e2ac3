package io.tollgate.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.it.faults.Answers.Cell;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SalesTest {

    private static final Cell ADA = new Cell("ada-only", 0);

    private final Sales sales = new Sales(1, 0);

    @Test
    void acceptsThePlanThatWasAgreed() {
        assertThat(sales.problems(Map.of(ADA, Set.of("small@1")))).isEmpty();
    }

    @Test
    void findsAnotherPlan() {
        assertThat(sales.problems(Map.of(ADA, Set.of("large@1")))).hasSize(1);
        assertThat(sales.problems(Map.of(ADA, Set.of("small@1", "large@1")))).hasSize(1);
    }

    @Test
    void knowsHowManyCallsAnHourAdmits() {
        assertThat(sales.mostCalls(new Cell("ada/calls", 0))).hasValue(60);
        assertThat(sales.mostCalls(new Cell("bob/calls", 0))).hasValue(120);
        assertThat(sales.mostCalls(new Cell("bob/tokens", 0))).isEmpty();
    }
}
