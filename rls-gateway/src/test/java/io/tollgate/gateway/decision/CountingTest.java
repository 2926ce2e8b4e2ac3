package io.tollgate.gateway.decision;

import static io.tollgate.gateway.decision.DecidingGateway.descriptor;
import static io.tollgate.gateway.decision.DecidingGateway.hits;
import static io.tollgate.gateway.decision.DecidingGateway.override;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.accounting.HitTotals;
import io.tollgate.gateway.decision.Decision.DescriptorDecision;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.Unit;
import org.junit.jupiter.api.Test;

final class CountingTest {

    private static final String LIMITS = """
            descriptors:
              - key: user
                rate_limit: {unit: minute, requests_per_unit: 5}
              - key: blocked
                rate_limit: {unit: minute, requests_per_unit: 0}
              - key: other
                rate_limit: {unit: minute, requests_per_unit: 2}
              - key: free
                rate_limit: {unlimited: true}
              - key: file
                value: "img/*"
                share_threshold: true
                rate_limit: {unit: minute, requests_per_unit: 2}
            """;

    private final DecidingGateway gateway = new DecidingGateway(LIMITS);

    @Test
    void admitsHitsUpToTheLimitAndRejectsTheNext() {
        assertThat(gateway.askOne(hits(4, "user", "a")).remaining()).isEqualTo(1);
        assertThat(gateway.askOne(descriptor("user", "a")))
                .returns(false, DescriptorDecision::overLimit)
                .returns(0L, DescriptorDecision::remaining);

        Decision sixth = gateway.ask(descriptor("user", "a"));

        assertThat(sixth.overLimit()).isTrue();
        assertThat(sixth.descriptors().get(0)).returns(true, DescriptorDecision::overLimit);
    }

    @Test
    void countsRejectedHitsToo() {
        gateway.ask(hits(3, "user", "a"));

        assertThat(gateway.ask(hits(4, "user", "a")).overLimit()).isTrue();

        assertThat(gateway.ask(hits(1, "user", "a")).overLimit()).isTrue();
        assertThat(gateway.own(Unit.MINUTE, descriptor("user", "a"))).isEqualTo(new HitTotals(3, 5, 0, 0, 0));
    }

    @Test
    void onlyLooksWithZeroHitsAndIsWithinTheLimitWhenExactlyUsedUp() {
        gateway.ask(hits(5, "user", "a"));

        DescriptorDecision look = gateway.askOne(hits(0, "user", "a"));

        assertThat(look).returns(false, DescriptorDecision::overLimit).returns(0L, DescriptorDecision::remaining);
        assertThat(gateway.own(Unit.MINUTE, descriptor("user", "a")).net(ChargeMode.ALL))
                .isEqualTo(5);
    }

    @Test
    void looksOverTheLimitOnceItWasExceeded() {
        gateway.ask(hits(6, "user", "a"));

        assertThat(gateway.ask(hits(0, "user", "a")).overLimit()).isTrue();
    }

    @Test
    void rejectsEveryHitOnALimitOfZeroButNotALook() {
        assertThat(gateway.ask(hits(0, "blocked", "a")).overLimit()).isFalse();
        assertThat(gateway.ask(descriptor("blocked", "a")).overLimit()).isTrue();
    }

    @Test
    void countsEveryDescriptorWhateverBecomesOfTheOthers() {
        Decision answer = gateway.ask(descriptor("blocked", "a"), descriptor("user", "a"), descriptor("other", "a"));

        assertThat(answer.overLimit()).isTrue();
        assertThat(answer.descriptors())
                .extracting(DescriptorDecision::overLimit)
                .containsExactly(true, false, false);
        assertThat(gateway.askOne(hits(0, "user", "a")).remaining()).isEqualTo(4);
        assertThat(gateway.askOne(hits(0, "other", "a")).remaining()).isEqualTo(1);
    }

    @Test
    void countsADescriptorThatIsGivenTwiceTwiceAndInOrder() {
        Decision answer = gateway.ask(hits(2, "other", "a"), hits(1, "other", "a"));

        assertThat(answer.descriptors())
                .extracting(DescriptorDecision::overLimit)
                .containsExactly(false, true);
        assertThat(answer.overLimit()).isTrue();
        assertThat(gateway.own(Unit.MINUTE, descriptor("other", "a")).net(ChargeMode.ALL))
                .isEqualTo(3);
    }

    @Test
    void keepsAValueFromCountingForAnother() {
        gateway.ask(hits(6, "user", "a"));

        assertThat(gateway.ask(descriptor("user", "b")).overLimit()).isFalse();
    }

    @Test
    void countsAllValuesOfASharedPatternTogether() {
        gateway.ask(descriptor("file", "img/a"));
        gateway.ask(descriptor("file", "img/b"));

        assertThat(gateway.ask(descriptor("file", "img/c")).overLimit()).isTrue();
    }

    @Test
    void keepsASharedPatternApartFromAValueOfTheSameText() {
        gateway.ask(hits(3, "file", "img/a"));
        gateway.reload("""
                descriptors:
                  - key: file
                    rate_limit: {unit: minute, requests_per_unit: 2}
                """);

        assertThat(gateway.ask(descriptor("file", "img/*")).overLimit()).isFalse();
    }

    @Test
    void saysNothingOfADescriptorWithoutALimitAndDoesNotCountIt() {
        assertThat(gateway.ask(descriptor("nobody", "a"), descriptor()).descriptors())
                .containsExactly(DescriptorDecision.NO_LIMIT, DescriptorDecision.NO_LIMIT);
        assertThat(gateway.counters.size()).isZero();
    }

    @Test
    void admitsAnUnlimitedDescriptorWithoutCountingIt() {
        assertThat(gateway.askOne(hits(1_000_000, "free", "a"))).isEqualTo(DescriptorDecision.UNLIMITED);
        assertThat(gateway.counters.size()).isZero();
    }

    @Test
    void bitesAtOnceWhenALimitIsLoweredAndKeepsTheCountsWhenItIsRaised() {
        gateway.ask(hits(4, "user", "a"));

        gateway.reload("""
                descriptors:
                  - key: user
                    rate_limit: {unit: minute, requests_per_unit: 3}
                """);
        assertThat(gateway.ask(hits(0, "user", "a")).overLimit()).isTrue();
        gateway.reload("""
                descriptors:
                  - key: user
                    rate_limit: {unit: minute, requests_per_unit: 10}
                """);

        assertThat(gateway.askOne(hits(0, "user", "a")).remaining()).isEqualTo(6);
    }

    @Test
    void rejectsToAnswerAndCountsNothingAnywhereWithoutRoomForOneOfTheCounters() {
        gateway.ask(descriptor("user", "a"));
        gateway.full = true;

        assertThatThrownBy(() -> gateway.ask(descriptor("user", "a"), descriptor("other", "a")))
                .isInstanceOf(JournalFullException.class);

        gateway.full = false;
        assertThat(gateway.askOne(hits(0, "user", "a")).remaining()).isEqualTo(4);
        assertThat(gateway.askOne(hits(0, "other", "a")).remaining()).isEqualTo(2);
    }

    @Test
    void loadsACounterOnceAndThenAnswersFromTheHeap() {
        gateway.ask(descriptor("user", "a"));
        gateway.ask(descriptor("user", "a"));

        assertThat(gateway.loads).isEqualTo(1);
    }

    @Test
    void aValueThatIsTooLongForACountersKeyHasACounterOfItsOwnAllTheSame() {
        String longValue = "x".repeat(5_000);

        assertThat(gateway.askOne(descriptor("user", longValue + "a")).remaining())
                .isEqualTo(4);
        assertThat(gateway.askOne(descriptor("user", longValue + "b")).remaining())
                .isEqualTo(4);
        assertThat(gateway.askOne(descriptor("user", longValue + "a")).remaining())
                .isEqualTo(3);
        assertThat(gateway.askOne(descriptor("user", "x".repeat(47) + "\ud83d\ude00".repeat(2_000)))
                        .remaining())
                .isEqualTo(4);
    }

    @Test
    void rejectsADescriptorWhoseCounterKeyWouldBeTooLongWithShortValuesToo() {
        assertThatThrownBy(() -> gateway.ask(override(1, Unit.MINUTE, "x".repeat(5_000), "a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 4096");
        assertThat(gateway.askOne(descriptor("nobody", "x".repeat(5_000)))).isEqualTo(DescriptorDecision.NO_LIMIT);
    }

    @Test
    void countsUnderANewIdentityInAWindowThatWasForgotten() {
        gateway.ask(hits(2, "user", "a"));
        CounterWindow window = gateway.window(Unit.MINUTE, descriptor("user", "a"));
        assertThat(window.close()).isTrue();
        window.counter().remove(window);
        gateway.counters.forgot(window.window());

        gateway.ask(descriptor("user", "a"));

        CounterWindow again = gateway.window(Unit.MINUTE, descriptor("user", "a"));
        assertThat(again.sender()).isNotEqualTo(DecidingGateway.SELF);
        assertThat(gateway.counters.isOwn(DecidingGateway.SELF)).isTrue();
        assertThat(gateway.counters.isOwn(again.sender())).isTrue();
    }
}
