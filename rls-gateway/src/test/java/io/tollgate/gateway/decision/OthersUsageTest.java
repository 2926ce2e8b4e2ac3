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
import io.tollgate.model.Unit;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class OthersUsageTest {

    private static final Incarnation OTHER = sender(2);
    private static final Incarnation EARLIER = sender(3);

    private final DecidingGateway gateway = new DecidingGateway("""
            descriptors:
              - key: user
                rate_limit: {unit: minute, requests_per_unit: 100}
            """);

    private final CounterWindow window = windowWithTenHits();

    private CounterWindow windowWithTenHits() {
        gateway.ask(hits(10, "user", "a"));
        return gateway.window(Unit.MINUTE, descriptor("user", "a"));
    }

    private static HitTotals admitted(long hits) {
        return new HitTotals(hits, 0, 0, 0, 0);
    }

    private KnownUsage known(long rest, Map<Incarnation, HitTotals> bySender) {
        return new KnownUsage(window.window(), admitted(rest), bySender);
    }

    private long remaining() {
        return gateway.askOne(hits(0, "user", "a")).remaining();
    }

    @Test
    void countsWhatOthersUsedAgainstTheLimit() {
        window.others().learn(known(20, Map.of(OTHER, new HitTotals(1, 2, 3, 1, 0))));

        assertThat(remaining()).isEqualTo(100 - 10 - 20 - 5);
        assertThat(gateway.ask(hits(66, "user", "a")).overLimit()).isTrue();
    }

    @Test
    void leavesItsOwnSenderOutOfWhatUsageSays() {
        window.others().learn(known(0, Map.of(SELF, admitted(10), OTHER, admitted(5))));

        assertThat(remaining()).isEqualTo(85);
        assertThat(window.others().selfSeen()).isEqualTo(admitted(10));
    }

    @Test
    void isNotChangedByOlderUsage() {
        window.others().learn(known(7, Map.of(SELF, admitted(8), OTHER, admitted(30))));

        window.others().learn(known(0, Map.of(SELF, admitted(2), OTHER, admitted(9))));

        assertThat(remaining()).isEqualTo(100 - 10 - 37);
        assertThat(window.others().selfSeen()).isEqualTo(admitted(8));
    }

    @Test
    void countsAnEarlierStartInFullWhateverPartOfItUsageHolds() {
        window.others().addEarlier(EARLIER, admitted(40));
        assertThat(remaining()).isEqualTo(50);

        window.others().learn(known(0, Map.of(EARLIER, admitted(39), OTHER, admitted(5))));

        assertThat(remaining()).isEqualTo(45);
    }

    @Test
    void countsACoveredEarlierStartAmongTheOthersOnce() {
        window.others().addEarlier(EARLIER, admitted(40));
        window.others().learn(known(0, Map.of(OTHER, admitted(5))));

        window.others().learn(known(0, Map.of(EARLIER, admitted(40), OTHER, admitted(5))));

        assertThat(remaining()).isEqualTo(45);
    }

    @Test
    void losesNothingWhenTheRecordThatCoversIsOlderForAnotherSender() {
        window.others().addEarlier(EARLIER, admitted(40));
        window.others().learn(known(0, Map.of(OTHER, admitted(15))));

        window.others().learn(known(0, Map.of(EARLIER, admitted(40), OTHER, admitted(5))));

        assertThat(remaining()).isEqualTo(100 - 10 - 40 - 15);
    }

    @Test
    void countsACoveredStartOnceWhenUsageNoLongerListsItByName() {
        window.others().addEarlier(EARLIER, admitted(40));
        window.others().learn(known(0, Map.of(EARLIER, admitted(40), OTHER, admitted(5))));

        window.others().learn(known(40, Map.of(OTHER, admitted(6))));
        window.others().learn(known(46, Map.of()));

        assertThat(remaining()).isEqualTo(100 - 10 - 46);
    }

    @Test
    void countsACoveredEarlierStartOnceHoweverOftenUsageSaysSo() {
        window.others().addEarlier(EARLIER, admitted(40));
        KnownUsage covering = known(0, Map.of(EARLIER, admitted(40)));

        window.others().learn(covering);
        window.others().learn(covering);
        assertThat(remaining()).isEqualTo(50);
    }

    @Test
    void takesTheLargerOfWhatTheDiskHoldsTwiceOfAnEarlierStart() {
        window.others().addEarlier(EARLIER, admitted(40));
        window.others().addEarlier(EARLIER, admitted(30));

        assertThat(remaining()).isEqualTo(50);
    }

    @Test
    void staysOverLimitWhateverOthersClaim() {
        window.others().learn(known(Long.MAX_VALUE, Map.of(OTHER, admitted(Long.MAX_VALUE))));
        window.others().addEarlier(EARLIER, admitted(Long.MAX_VALUE));

        assertThat(gateway.ask(descriptor("user", "a")).overLimit()).isTrue();
    }

    @Test
    void closesOnlyWhileNothingIsInFlightAndCountsNothingAfterwards() {
        window.reserve(1);
        assertThat(window.close()).isFalse();
        window.unreserve(1);

        assertThat(window.close()).isTrue();

        assertThat(CounterWindow.isClosed(window.reserve(1))).isTrue();
        window.unreserve(1);
        window.reopen();
        assertThat(remaining()).isEqualTo(90);
    }

    @Test
    void answersThroughTheLoaderWhenAWindowWasClosedUnderTheRequest() {
        assertThat(window.close()).isTrue();
        gateway.counters.remove(window.counter());

        assertThat(gateway.ask(descriptor("user", "a")).overLimit()).isFalse();
        assertThat(gateway.loads).isEqualTo(2);
    }

    private KnownUsage givenBack(long hits) {
        return new KnownUsage(window.window(), new HitTotals(0, 0, 0, hits, 0), Map.of());
    }

    @Test
    void givesRoomAgainByWhatWasGivenBack() {
        window.others().learn(givenBack(4));

        assertThat(remaining()).isEqualTo(94);
        assertThat(gateway.ask(hits(94, "user", "a")).overLimit()).isFalse();
        assertThat(gateway.ask(hits(1, "user", "a")).overLimit()).isTrue();
    }

    @Test
    void countsLessThanNothingAsNothing() {
        window.others().learn(givenBack(25));

        assertThat(remaining()).isEqualTo(100);
        assertThat(window.used(ChargeMode.ALL)).isZero();
        assertThat(gateway.ask(hits(101, "user", "a")).overLimit())
                .as("more than the limit at once")
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void countsLessThanNothingAsNothingWhateverUsesUpTheLimit(ChargeMode mode) {
        DecidingGateway other = new DecidingGateway("""
                descriptors:
                  - key: user
                    rate_limit: {unit: minute, requests_per_unit: 100}
                """, new GlobalModes(false, false, mode, null));
        other.ask(hits(10, "user", "a"));
        CounterWindow adjusted = other.window(Unit.MINUTE, descriptor("user", "a"));
        adjusted.others().learn(new KnownUsage(adjusted.window(), new HitTotals(0, 0, 0, Long.MAX_VALUE, 0), Map.of()));

        assertThat(other.ask(hits(101, "user", "a")).overLimit()).isTrue();
        assertThat(other.ask(hits(100, "user", "a")).overLimit()).isFalse();
        assertThat(adjusted.used(mode)).isZero();
    }
}
