package io.tollgate.streams;

import static io.tollgate.streams.Events.HOUR;
import static io.tollgate.streams.Events.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.event.AdjustmentSender;
import io.tollgate.event.GatewaySender;
import io.tollgate.event.HitEvent;
import io.tollgate.event.Hits;
import io.tollgate.event.Sender;
import io.tollgate.event.Totals;
import io.tollgate.event.WindowHits;
import io.tollgate.event.WindowUsage;
import io.tollgate.event.WindowUse;
import io.tollgate.streams.UsageDriver.Out;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the usage application makes of the hits that the ledger application makes of an adjustment. */
final class AdjustedUsageTest {

    private static final byte[] ALICE = Events.counter("alice");
    private static final GatewaySender ONE = Events.gateway(1, 1);

    @TempDir
    Path folder;

    private UsageDriver usage;

    @BeforeEach
    void start() {
        usage = new UsageDriver(folder);
    }

    @AfterEach
    void stop() {
        usage.close();
    }

    private void giveBack(String id, long hits) {
        WindowHits window = new WindowHits(
                HOUR.startMillis(),
                HOUR.endMillis(),
                WindowUse.LIMIT_AND_ACCOUNTING,
                new Totals(0L, 0L, 0L, hits, 0L),
                null);
        usage.send(ALICE, new HitEvent(new Hits(new Sender(new AdjustmentSender(id)), NOW, NOW, List.of(window))));
    }

    private WindowUsage latest() {
        usage.advance(Duration.ofSeconds(1));
        List<Out> published = usage.usage();
        return published.get(published.size() - 1).in(HOUR);
    }

    private static long givenBack(WindowUsage window) {
        return window.getRest().getGivenBack()
                + window.getBySender().stream()
                        .mapToLong(sender -> sender.getTotals().getGivenBack())
                        .sum();
    }

    @Test
    void lowersTheUsageThatGatewaysSee() {
        usage.send(ALICE, Events.hits(ONE, 10, 100));

        giveBack("refund-1", 4);

        assertThat(givenBack(latest())).isEqualTo(4);
    }

    @Test
    void isInTheRestOnceTheCounterIsCountedOn() {
        usage.send(ALICE, Events.hits(ONE, 10, 100));
        giveBack("refund-1", 4);
        giveBack("refund-1", 4);

        usage.send(ALICE, Events.hits(ONE, 11, 100));

        WindowUsage latest = latest();
        assertThat(latest.getRest()).isEqualTo(new Totals(0L, 0L, 0L, 4L, 0L));
        assertThat(latest.getBySender())
                .singleElement()
                .satisfies(sender -> assertThat(sender.getTotals()).isEqualTo(Events.admitted(11)));
    }

    @Test
    void countsLessThanNothingAsNothingWhenItIsJudged() {
        usage.send(ALICE, Events.hits(ONE, 10, 9));
        assertThat(latest().getOverLimitSince()).isNotNull();

        giveBack("refund-1", 30);

        WindowUsage latest = latest();
        assertThat(latest.getOverLimitSince()).isNull();
        assertThat(givenBack(latest)).isEqualTo(30);
    }
}
