package io.tollgate.streams.ledger.reconcile;

import static io.tollgate.streams.ledger.reconcile.TestTopics.admitted;
import static io.tollgate.streams.ledger.reconcile.TestTopics.gateway;
import static io.tollgate.streams.ledger.reconcile.TestTopics.hour;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

final class ReconcileRoundsTest {

    private static final Duration INTERVAL = Duration.ofHours(6);

    private final TestTopics topics = new TestTopics();
    private final FakeWallClock clock = new FakeWallClock(hour(20).plusSeconds(600));
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ReconcileRounds rounds = new ReconcileRounds(
            new Reconciler(topics.hits.source(), topics.ledger.source(), ReconcileSettings.DEFAULT, clock),
            INTERVAL,
            clock,
            new ReconcileMeters(registry, clock));

    @Test
    void beginsWithWhatEndedInTheLastInterval() throws InterruptedException {
        equal(11).equal(12).equal(18).equal(19);

        assertThat(rounds.round()).isTrue();

        assertThat(gauge(ReconcileMeters.COMPARED)).as("hours 12 and 18").isEqualTo(2);
    }

    @Test
    void goesOnWhereItEndedAndLooksAgainAtWindowsThatMayCrossIt() throws InterruptedException {
        equal(17).equal(18).equal(19).equal(24).equal(25);
        rounds.round();
        clock.set(hour(26).plusSeconds(600));

        rounds.round();

        assertThat(gauge(ReconcileMeters.COMPARED)).as("hours 18, 19 and 24").isEqualTo(3);
    }

    @Test
    void doesNothingBeforeAnHourIsDue() throws InterruptedException {
        equal(18);
        rounds.round();
        int read = topics.hits.read.size();

        assertThat(rounds.round()).isTrue();

        assertThat(topics.hits.read).hasSize(read);
        assertThat(gauge(ReconcileMeters.COMPARED)).isEqualTo(1);
    }

    @Test
    void showsWhatDiffersUntilTheNextRound() throws InterruptedException {
        equal(18);
        topics.hits("late", gateway(1), 18, admitted(5)).row("late", 18, 1, admitted(3));
        rounds.round();

        assertThat(gauge(ReconcileMeters.DIFFERENCES)).isEqualTo(1);
        assertThat(gauge(ReconcileMeters.DIFFERENCE_HITS)).isEqualTo(2);

        topics.row("late", 18, 2, admitted(5));
        clock.set(hour(26));
        rounds.round();

        assertThat(gauge(ReconcileMeters.DIFFERENCES)).isZero();
        assertThat(gauge(ReconcileMeters.DIFFERENCE_HITS)).isZero();
    }

    @Test
    void looksAgainAtWindowsThatWereOpen() throws InterruptedException {
        topics.hits("a", gateway(1), 14, admitted(5));
        rounds.round();
        topics.row("a", 14, 1, admitted(3));
        clock.set(hour(26));

        rounds.round();

        assertThat(gauge(ReconcileMeters.DIFFERENCES)).isEqualTo(1);
    }

    @Test
    void countsAFailureAndHasTheSameTimeAgain() throws InterruptedException {
        equal(12);
        topics.hits.onPoll = () -> {
            throw new TimeoutException("no");
        };

        assertThat(rounds.round()).isFalse();
        assertThat(registry.counter(ReconcileMeters.FAILURES).count()).isEqualTo(1);

        topics.hits.onPoll = () -> {};
        clock.set(hour(22));
        rounds.round();

        assertThat(gauge(ReconcileMeters.COMPARED)).isEqualTo(1);
    }

    @Test
    void saysHowLongAgoItWasComplete() throws InterruptedException {
        clock.set(hour(20).plusSeconds(660));
        assertThat(gauge(ReconcileMeters.AGE)).as("since the start").isEqualTo(60);

        rounds.round();

        assertThat(gauge(ReconcileMeters.AGE)).isZero();
    }

    private ReconcileRoundsTest equal(int hour) {
        topics.hits("a", gateway(1), hour, admitted(10)).row("a", hour, 1, admitted(10));
        return this;
    }

    private double gauge(String meter) {
        return registry.get(meter).gauge().value();
    }
}
