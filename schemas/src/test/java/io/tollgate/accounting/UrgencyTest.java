package io.tollgate.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UrgencyTest {

    @ParameterizedTest
    @CsvSource({
        "1000, 0, 5, 2, false",
        "1000, 0, 6, 2, true",
        "1000, 500, 2, 2, false",
        "1000, 500, 3, 2, true",
        "1000, 500, 1, 5, false",
        "1000, 500, 2, 5, true",
        "1000, 799, 0, 2, false",
        "1000, 800, 0, 2, true",
        "1000, 5000, 0, 2, true",
        "0, 0, 0, 2, true",
        "4, 3, 0, 2, false",
        "4, 4, 0, 2, true",
    })
    void aChangeIsUrgentNearTheLimitOrWhereItIsLargeForWhatRemains(
            long limit, long usage, long unknown, int gateways, boolean urgent) {
        assertThat(Urgency.isUrgent(limit, usage, unknown, gateways)).isEqualTo(urgent);
    }

    @ParameterizedTest
    @CsvSource({"1000, 999, 500", "0, 0, 1", "10, 50, 50"})
    void nothingIsUrgentWhereASingleGatewayDecides(long limit, long usage, long unknown) {
        assertThat(Urgency.isUrgent(limit, usage, unknown, 1)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1000, 0, 10, false", "1000, 0, 11, true", "1000, 800, 0, true"})
    void gatewaysThatAreNotKnownCountAsOneAmongOthers(long limit, long usage, long unknown, boolean urgent) {
        assertThat(Urgency.isUrgent(limit, usage, unknown, Urgency.GATEWAYS_UNKNOWN))
                .isEqualTo(urgent);
    }
}
