package io.tollgate.gateway.decision;

import static io.tollgate.gateway.decision.DecidingGateway.SELF;
import static io.tollgate.gateway.decision.DecidingGateway.descriptor;
import static io.tollgate.gateway.decision.DecidingGateway.hits;
import static io.tollgate.gateway.decision.DecidingGateway.sender;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.accounting.KnownUsage;
import io.tollgate.gateway.limits.file.GlobalModes;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.Sharing;
import io.tollgate.model.Unit;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a gateway takes others to have used up since usage last told of them. */
final class PredictedUsageTest {

    private static final Incarnation OTHER = sender(2);
    private static final Incarnation THIRD = sender(3);
    private static final int LIMIT = 1_000;

    private final DecidingGateway gateway = new DecidingGateway("""
            descriptors:
              - key: user
                rate_limit: {unit: second, requests_per_unit: 1000}
            """);

    private final Map<Incarnation, HitTotals> told = new HashMap<>();

    @BeforeEach
    void hitsOnceAtTheStartOfASecond() {
        gateway.setClock("2026-03-10T10:20:30Z");
        gateway.ask(descriptor("user", "a"));
    }

    private CounterWindow window() {
        return gateway.window(Unit.SECOND, descriptor("user", "a"));
    }

    /** Usage arrives that has these hits of another gateway, beside those of others that arrived before. */
    private void arrives(Incarnation other, long hits) {
        arrives(other, hits, 0);
    }

    private void arrives(Incarnation other, long hits, double lagMillis) {
        told.put(other, new HitTotals(hits, 0, 0, 0, 0));
        window().follow(new KnownUsage(window().window(), HitTotals.ZERO, told), gateway.nowMillis(), lagMillis);
    }

    /** A gateway makes a hit a millisecond, and usage tells of it each ten. */
    private void steadily(Incarnation other, int tens) {
        for (int i = 1; i <= tens; i++) {
            gateway.advanceMillis(10);
            arrives(other, i * 10L);
        }
    }

    private long remaining() {
        return gateway.askOne(hits(0, "user", "a")).remaining();
    }

    @Test
    void othersGoOnAtTheRateThatWasLastSeen() {
        steadily(OTHER, 30);
        assertThat(remaining()).isEqualTo(LIMIT - 1 - 300);

        gateway.advanceMillis(7);

        assertThat(remaining()).isEqualTo(LIMIT - 1 - 300 - 7);
    }

    @Test
    void usageIsAsOldAsItsWayIsLong() {
        gateway.advanceMillis(20);
        arrives(OTHER, 10, 10);
        gateway.advanceMillis(10);
        arrives(OTHER, 20, 10);

        assertThat(remaining()).isEqualTo(LIMIT - 1 - 20 - 10);
    }

    @Test
    void nothingIsPredictedOfAGatewayThatWasSeenOnce() {
        gateway.advanceMillis(50);
        arrives(OTHER, 50);
        gateway.advanceMillis(20);

        assertThat(remaining()).isEqualTo(LIMIT - 1 - 50);
    }

    @Test
    void aGatewayThatFallsSilentIsPredictedLessAndThenNotAtAll() {
        steadily(OTHER, 30);

        gateway.advanceMillis(100);
        assertThat(remaining()).isEqualTo(LIMIT - 1 - 300 - 100);
        gateway.advanceMillis(50);
        assertThat(remaining()).isEqualTo(LIMIT - 1 - 300 - 50);
        gateway.advanceMillis(50);
        assertThat(remaining()).isEqualTo(LIMIT - 1 - 300);
        gateway.advanceMillis(200);
        assertThat(remaining()).isEqualTo(LIMIT - 1 - 300);
    }

    @Test
    void aGatewayThatMayBeSilentBecauseItDeniesIsTakenToGoOnWhenItBelievesOthersSilent() {
        steadily(OTHER, 30);
        assertThat(gateway.ask(hits(LIMIT + 1, "user", "a")).overLimit()).isTrue();
        gateway.reload("descriptors: [{key: user, rate_limit: {unit: second, requests_per_unit: 3000}}]");
        long left = 3_000 - 1 - (LIMIT + 1) - 300;

        gateway.advanceMillis(200);
        assertThat(remaining()).isEqualTo(left);
        gateway.advanceMillis(30);
        assertThat(remaining()).isEqualTo(left - 30);
        gateway.advanceMillis(170);
        assertThat(remaining()).isEqualTo(left);
    }

    @Test
    void othersAreNotTakenForSilentWhileAnOwnReportIsUnderWay() {
        steadily(OTHER, 30);
        window().dirty().claimUrgent();
        window().dirty().reporting();
        window().dirty().reported(new HitTotals(1, 0, 0, 0, 0), 0, gateway.nowMillis());

        gateway.advanceMillis(400);

        assertThat(remaining()).isEqualTo(LIMIT - 1 - 300 - 400);
    }

    @Test
    void whatArrivesTakesThePlaceOfWhatWasPredicted() {
        steadily(OTHER, 30);
        gateway.advanceMillis(50);
        assertThat(remaining()).isEqualTo(LIMIT - 1 - 300 - 50);

        arrives(OTHER, 350);

        assertThat(remaining()).isEqualTo(LIMIT - 1 - 350);
    }

    @Test
    void aWindowBeginsAtTheRateOfTheOneBefore() {
        steadily(OTHER, 90);
        gateway.setClock("2026-03-10T10:20:31.040Z");
        gateway.ask(descriptor("user", "a"));

        assertThat(remaining()).isEqualTo(LIMIT - 1 - 40);
        told.clear();
        arrives(OTHER, 35);
        assertThat(remaining()).isEqualTo(LIMIT - 1 - 35);
    }

    @Test
    void aGatewayThatWasNotHeardOfInTheWindowBeforeIsNotPredicted() {
        steadily(OTHER, 90);
        gateway.setClock("2026-03-10T10:20:31.500Z");
        gateway.ask(descriptor("user", "a"));
        gateway.setClock("2026-03-10T10:20:32.040Z");
        gateway.ask(descriptor("user", "a"));

        assertThat(remaining()).isEqualTo(LIMIT - 1);
    }

    @Test
    void aGatewayThatDiedIsForgottenWhileOthersGoOn() {
        for (int i = 1; i <= 10; i++) {
            gateway.advanceMillis(10);
            arrives(THIRD, i * 10L);
            arrives(OTHER, i * 10L);
        }
        for (int i = 11; i <= 40; i++) {
            gateway.advanceMillis(10);
            arrives(OTHER, i * 10L);
        }
        gateway.advanceMillis(8);

        assertThat(remaining()).isEqualTo(LIMIT - 1 - 100 - 400 - 8);
    }

    @Test
    void anOlderRecordChangesNothing() {
        steadily(OTHER, 30);
        gateway.advanceMillis(5);
        arrives(OTHER, 120);
        assertThat(remaining()).isEqualTo(LIMIT - 1 - 300 - 5);

        gateway.advanceMillis(5);
        arrives(OTHER, 310);
        gateway.advanceMillis(5);

        assertThat(remaining()).isEqualTo(LIMIT - 1 - 310 - 5);
    }

    @Test
    void theOwnHitsAreNotPredicted() {
        steadily(SELF, 30);
        gateway.advanceMillis(20);

        assertThat(remaining()).isEqualTo(LIMIT - 1);
    }

    @ParameterizedTest
    @CsvSource({"predicted, 650", "known, 700"})
    void aLimitSaysHowGatewaysShareIt(String sharing, long remaining) {
        gateway.reload("descriptors: [{key: user, rate_limit: {unit: second, requests_per_unit: 1001, sharing: "
                + sharing + "}}]");
        gateway.ask(hits(0, "user", "a"));
        steadily(OTHER, 30);
        gateway.advanceMillis(50);

        assertThat(remaining()).isEqualTo(remaining);
    }

    @ParameterizedTest
    @CsvSource({"KNOWN, 700", "PREDICTED, 650"})
    void theProcessSaysWhereTheLimitDoesNot(Sharing sharing, long remaining) {
        DecidingGateway other = new DecidingGateway(
                "descriptors: [{key: user, rate_limit: {unit: minute, requests_per_unit: 1000}}]",
                new GlobalModes(false, false, ChargeMode.ALL, sharing));
        other.ask(hits(0, "user", "a"));
        CounterWindow window = other.window(Unit.MINUTE, descriptor("user", "a"));
        for (int i = 1; i <= 30; i++) {
            other.advanceMillis(10);
            window.follow(
                    new KnownUsage(window.window(), HitTotals.ZERO, Map.of(OTHER, new HitTotals(i * 10L, 0, 0, 0, 0))),
                    other.nowMillis(),
                    0);
        }
        other.advanceMillis(50);

        assertThat(other.askOne(hits(0, "user", "a")).remaining()).isEqualTo(remaining);
    }
}
