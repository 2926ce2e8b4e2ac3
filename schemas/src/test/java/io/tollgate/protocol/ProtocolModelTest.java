package io.tollgate.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The protocol of gateways, usage and ledger in random histories: processes die, disks are wiped, cloned and rolled
 * back, Kafka is away across the ends of windows, records come twice and out of order, usage steps back.
 */
final class ProtocolModelTest {

    private static final int[] GATEWAY_COUNTS = {1, 2, 4};

    @ParameterizedTest(name = "{0} gateways, seeds {1} to {2}")
    @CsvSource({"1, 1, 1000", "2, 1001, 2000", "2, 2001, 3000", "4, 3001, 4000"})
    void theLedgerIsExactNothingClosesEarlyAndUsageConverges(int gatewayCount, long firstSeed, long lastSeed) {
        for (long seed = firstSeed; seed <= lastSeed; seed++) {
            History.run(seed, gatewayCount);
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(WrongReading.class)
    void findsOutEachWrongReading(WrongReading wrong) {
        OptionalLong seed = LongStream.rangeClosed(1, 3000)
                .filter(candidate -> breaks(candidate, wrong))
                .findFirst();

        assertThat(seed).as("a seed in which %s breaks a property", wrong).isPresent();
    }

    private static boolean breaks(long seed, WrongReading wrong) {
        try {
            History.run(seed, GATEWAY_COUNTS[(int) (seed % GATEWAY_COUNTS.length)], wrong);
            return false;
        } catch (Violation e) {
            return true;
        }
    }
}
