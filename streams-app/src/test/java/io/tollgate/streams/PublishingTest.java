package io.tollgate.streams;

import static io.tollgate.streams.Events.HOUR;
import static io.tollgate.streams.Events.NOW;
import static io.tollgate.streams.Events.counter;
import static io.tollgate.streams.Events.gateway;
import static io.tollgate.streams.Events.hits;
import static io.tollgate.streams.Events.in;
import static io.tollgate.streams.Events.kept;
import static io.tollgate.streams.Events.leaving;
import static io.tollgate.streams.Events.mark;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.event.AdjustmentSender;
import io.tollgate.event.Heartbeat;
import io.tollgate.event.HitEvent;
import io.tollgate.event.Hits;
import io.tollgate.event.Sender;
import io.tollgate.event.WindowHits;
import io.tollgate.event.WindowUse;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PublishingTest {

    private static final byte[] COUNTER = counter("acme");
    private static final Duration INTERVAL = Duration.ofMillis(10);
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    private UsageDriver app;

    @BeforeEach
    void start() {
        app = new UsageDriver(folder);
    }

    @AfterEach
    void stop() {
        app.close();
    }

    private void twoGatewaysAreLive() {
        app.sendMark(mark(gateway(1, 1)));
        app.sendMark(mark(gateway(2, 1)));
    }

    @Test
    void publishesTheFirstRecordOfACounterAtOnce() {
        app.send(COUNTER, hits(gateway(1, 1), 3, 1_000_000));

        assertThat(app.usage()).singleElement().satisfies(record -> {
            assertThat(record.key()).isEqualTo(CounterKey.ofBytes(COUNTER));
            assertThat(record.admitted(HOUR)).isEqualTo(3);
            assertThat(record.usage().getSenders()).containsExactly(new Sender(gateway(1, 1)));
            assertThat(record.in(HOUR).getOverLimitSince()).isNull();
        });
    }

    @Test
    void publishesASmallChangeFarFromTheLimitWithTheNextHeartbeat() {
        twoGatewaysAreLive();
        app.send(COUNTER, hits(gateway(1, 1), 1, 1_000_000));
        app.usage();
        app.advance(INTERVAL);

        app.send(COUNTER, hits(gateway(1, 1), 2, 1_000_000));
        assertThat(app.usage()).isEmpty();
        app.advance(SECOND);

        assertThat(app.usage())
                .singleElement()
                .satisfies(record -> assertThat(record.admitted(HOUR)).isEqualTo(2));
    }

    @Test
    void publishesMoreThanOnePercentOfWhatRemainsForEachLiveGatewayAtOnce() {
        twoGatewaysAreLive();
        app.send(COUNTER, hits(gateway(1, 1), 1, 2_000));
        app.usage();
        app.advance(INTERVAL);

        app.send(COUNTER, hits(gateway(1, 1), 10, 2_000));
        assertThat(app.usage()).isEmpty();
        app.send(COUNTER, hits(gateway(1, 1), 11, 2_000));

        assertThat(app.usage())
                .singleElement()
                .satisfies(record -> assertThat(record.admitted(HOUR)).isEqualTo(11));
    }

    @Test
    void publishesEachChangeFromEightyPercentOfTheLimitOnAtOnce() {
        twoGatewaysAreLive();
        app.send(COUNTER, hits(gateway(1, 1), 8_000_000, 10_000_000));
        app.usage();
        app.advance(INTERVAL);

        app.send(COUNTER, hits(gateway(1, 1), 8_000_001, 10_000_000));

        assertThat(app.usage()).hasSize(1);
    }

    private static HitEvent givenBack(long admitted, long givenBack, long limit) {
        WindowHits hits = in(HOUR, admitted, limit);
        hits.getTotals().setGivenBack(givenBack);
        return hits(gateway(1, 1), hits);
    }

    @Test
    void publishesAtOnceThatWhatWasGivenBackTookACounterBelowItsLimit() {
        app.send(COUNTER, hits(gateway(1, 1), 101, 100));
        app.usage();
        app.advance(INTERVAL);

        app.send(COUNTER, givenBack(101, 5, 100));

        assertThat(app.usage()).singleElement().satisfies(record -> {
            assertThat(record.in(HOUR).getOverLimitSince()).isNull();
            assertThat(record.in(HOUR).getBySender().get(0).getTotals().getGivenBack())
                    .isEqualTo(5);
        });
    }

    @Test
    void publishesAtOnceWhatIsGivenBackFromEightyPercentOfTheLimitOnIfTwoGatewaysAreLive() {
        twoGatewaysAreLive();
        app.send(COUNTER, hits(gateway(1, 1), 10_000_000, 10_000_000));
        app.usage();
        app.advance(INTERVAL);

        app.send(COUNTER, givenBack(10_000_000, 1, 10_000_000));

        assertThat(app.usage()).hasSize(1);
    }

    @Test
    void publishesAtOnceWhereTheLimitIsNotKnown() {
        twoGatewaysAreLive();
        app.send(COUNTER, hits(gateway(1, 1), in(HOUR, 1, null)));
        app.usage();
        app.advance(INTERVAL);

        app.send(COUNTER, hits(gateway(1, 1), in(HOUR, 2, null)));

        assertThat(app.usage()).hasSize(1);
    }

    @Test
    void publishesACounterAtMostOnceWithinTheInterval() {
        twoGatewaysAreLive();
        for (int admitted = 1; admitted <= 50; admitted++) {
            app.send(COUNTER, hits(gateway(1, 1), admitted, 60));
        }
        assertThat(app.usage()).hasSize(1);

        app.advance(INTERVAL);

        assertThat(app.usage())
                .singleElement()
                .satisfies(record -> assertThat(record.admitted(HOUR)).isEqualTo(50));
        app.advance(INTERVAL);
        assertThat(app.usage()).isEmpty();
    }

    @Test
    void leavesChangesToAgeWhereOneGatewayDecidesAlone() {
        app.sendMark(mark(gateway(1, 1)));
        app.send(COUNTER, hits(gateway(1, 1), 1, 100));
        app.usage();
        app.advance(INTERVAL);

        app.send(COUNTER, hits(gateway(1, 1), 99, 100));
        app.advance(Duration.ofMillis(500));
        assertThat(app.usage()).isEmpty();
        app.send(COUNTER, hits(gateway(1, 1), 101, 100));

        assertThat(app.usage())
                .singleElement()
                .satisfies(record ->
                        assertThat(record.in(HOUR).getOverLimitSince()).isEqualTo(NOW + 510));
    }

    @Test
    void keepsSayingSinceWhenACounterIsOverLimitUntilTheLimitIsRaised() {
        app.send(COUNTER, hits(gateway(1, 1), 11, 10));
        app.advance(SECOND);
        app.send(COUNTER, hits(gateway(1, 1), 12, 10));
        app.advance(SECOND);

        assertThat(app.usage())
                .extracting(record -> record.in(HOUR).getOverLimitSince())
                .containsExactly(NOW, NOW);
        app.send(COUNTER, hits(gateway(1, 1), 12, 100));
        app.advance(SECOND);
        assertThat(app.usage())
                .extracting(record -> record.in(HOUR).getOverLimitSince())
                .containsOnlyNulls();
    }

    @Test
    void publishesAlsoWhereARecordChangedNothing() {
        app.send(COUNTER, hits(gateway(1, 1), 5, 100));
        app.usage();

        app.send(COUNTER, hits(gateway(1, 1), 4, 100));
        app.advance(SECOND);

        assertThat(app.usage())
                .singleElement()
                .satisfies(record -> assertThat(record.admitted(HOUR)).isEqualTo(5));
    }

    @Test
    void addsUpTheSendersOfEachWindow() {
        Window minute = new Window(NOW, NOW + 60_000);
        app.send(COUNTER, hits(gateway(1, 1), in(HOUR, 5, 100L), in(minute, 2, 10L)));
        app.send(COUNTER, hits(gateway(2, 1), in(HOUR, 7, 100L)));
        app.advance(SECOND);

        UsageDriver.Out last = app.usage().get(1);
        assertThat(last.admitted(HOUR)).isEqualTo(12);
        assertThat(last.admitted(minute)).isEqualTo(2);
        assertThat(last.usage().getSenders()).hasSize(2);
    }

    @Test
    void doesNotPublishWindowsThatNoLimitDecidesBy() {
        twoGatewaysAreLive();
        app.send(COUNTER, hits(gateway(1, 1), kept(HOUR, 5, WindowUse.ACCOUNTING)));
        app.send(counter("observed"), hits(gateway(1, 1), kept(HOUR, 5, WindowUse.OBSERVATION)));
        app.advance(SECOND);
        app.advance(SECOND);

        assertThat(app.usage()).isEmpty();
    }

    @Test
    void publishesAllThatWasCountedOnceALimitDecidesByTheWindow() {
        twoGatewaysAreLive();
        app.send(COUNTER, hits(gateway(1, 1), kept(HOUR, 4, WindowUse.ACCOUNTING)));
        app.send(COUNTER, hits(gateway(2, 1), kept(HOUR, 3, WindowUse.ACCOUNTING)));

        app.send(COUNTER, hits(gateway(2, 1), in(HOUR, 4, 5L)));

        assertThat(app.usage()).singleElement().satisfies(record -> {
            assertThat(record.admitted(HOUR)).isEqualTo(8);
            assertThat(record.in(HOUR).getOverLimitSince()).isEqualTo(NOW);
        });
        app.send(COUNTER, hits(gateway(1, 1), kept(HOUR, 6, WindowUse.ACCOUNTING)));
        app.advance(SECOND);
        assertThat(app.usage())
                .last()
                .satisfies(record -> assertThat(record.admitted(HOUR)).isEqualTo(10));
    }

    @Test
    void doesNotHurryWhatIsOnlyAccountedWhereAnEarlierStartMayHaveHadALimit() {
        twoGatewaysAreLive();
        app.send(COUNTER, hits(gateway(1, 1), kept(HOUR, 4, WindowUse.LIMIT_AND_ACCOUNTING)));
        app.advance(INTERVAL);
        assertThat(app.usage()).hasSize(1);

        for (int hit = 1; hit <= 20; hit++) {
            app.send(COUNTER, hits(gateway(1, 2), kept(HOUR, hit, WindowUse.ACCOUNTING)));
            app.advance(INTERVAL);
        }
        assertThat(app.usage()).isEmpty();
        app.advance(SECOND);

        assertThat(app.usage())
                .singleElement()
                .satisfies(record -> assertThat(record.admitted(HOUR)).isEqualTo(24));
    }

    @Test
    void aCounterWithoutAnyLimitLeavesNoRowBehind() {
        app.send(COUNTER, hits(gateway(1, 1), kept(HOUR, 5, WindowUse.OBSERVATION)));
        app.advance(Duration.ofMinutes(80));

        assertThat(app.rows()).isZero();
    }

    @Test
    void addsAnAdjustmentOnceAndWithoutAName() {
        HitEvent adjustment = new HitEvent(
                new Hits(new Sender(new AdjustmentSender("ticket-1")), NOW, NOW, List.of(in(HOUR, 5, 100L))));

        app.send(COUNTER, adjustment);
        app.send(COUNTER, adjustment);
        app.send(COUNTER, adjustment);
        app.advance(SECOND);

        assertThat(app.usage()).hasSize(2).allSatisfy(record -> {
            assertThat(record.usage().getSenders()).isEmpty();
            assertThat(record.admitted(HOUR)).isEqualTo(5);
        });
    }

    @Test
    void givesAHeartbeatEachSecondThatFollowsWhatItSpeaksOf() {
        app.advance(SECOND);
        assertThat(app.heartbeats()).singleElement().satisfies(heartbeat -> {
            assertThat(heartbeat.getNextOffset()).isEqualTo(-1);
            assertThat(heartbeat.getProcessedAt()).isEqualTo(NOW + 1_000);
        });

        twoGatewaysAreLive();
        app.send(COUNTER, hits(gateway(1, 1), 1, 1_000_000));
        app.send(COUNTER, hits(gateway(1, 1), 2, 1_000_000));
        app.advance(SECOND);

        List<UsageDriver.Out> records = app.published();
        assertThat(records).extracting(UsageDriver.Out::isHeartbeat).containsExactly(false, false, true);
        assertThat(records.get(1).admitted(HOUR)).isEqualTo(2);
        assertThat(records.get(2).heartbeat().getNextOffset()).isEqualTo(4);
        assertThat(records.get(2).heartbeat().getLiveGateways()).isEqualTo(2);
    }

    @Test
    void countsGatewaysAsLiveForThirtySecondsOfRecordTimeUnlessTheyLeave() {
        app.sendMark(mark(gateway(1, 1)));
        app.sendMark(mark(gateway(2, 1)));
        app.sendMark(mark(gateway(3, 1)));
        app.sendMark(leaving(gateway(3, 1)));
        app.advance(Duration.ofSeconds(30));
        app.sendMark(mark(gateway(1, 1)));
        app.advance(SECOND);
        assertThat(app.heartbeats()).extracting(Heartbeat::getLiveGateways).endsWith(2);

        app.sendMark(mark(gateway(1, 2)));
        app.advance(SECOND);

        assertThat(app.heartbeats()).extracting(Heartbeat::getLiveGateways).containsExactly(1);
    }
}
