package io.tollgate.streams;

import static io.tollgate.event.WindowUse.ACCOUNTING;
import static io.tollgate.event.WindowUse.LIMIT;
import static io.tollgate.event.WindowUse.LIMIT_AND_ACCOUNTING;
import static io.tollgate.event.WindowUse.OBSERVATION;
import static io.tollgate.streams.Events.HOUR;
import static io.tollgate.streams.Events.NOW;
import static io.tollgate.streams.Events.gateway;
import static io.tollgate.streams.Events.hits;
import static io.tollgate.streams.Events.in;
import static io.tollgate.streams.Events.kept;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.event.AdjustmentSender;
import io.tollgate.event.GatewaySender;
import io.tollgate.event.HitEvent;
import io.tollgate.event.Hits;
import io.tollgate.event.Sender;
import io.tollgate.event.Totals;
import io.tollgate.event.WindowHits;
import io.tollgate.model.Window;
import io.tollgate.streams.usage.WindowTotalUsage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which windows a query of usage finds, and that what it finds of them is whole. */
final class ToldWindowsTest {

    private static final byte[] COUNTER = Events.counter("acme");
    private static final Window DAY = new Window(NOW, NOW + 24 * Events.HOUR_MS);
    private static final Window MINUTE = new Window(NOW, NOW + 60_000);
    private static final GatewaySender FIRST_START = gateway(1, 1);
    private static final GatewaySender SECOND_START = gateway(1, 2);
    private static final GatewaySender OTHER = gateway(2, 1);

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

    private void counts(GatewaySender sender, WindowHits... windows) {
        app.send(COUNTER, hits(sender, windows));
    }

    /** As the ledger application makes it of an adjustment. */
    private void givesBack(long hits, Window... windows) {
        List<WindowHits> changed = Stream.of(windows)
                .map(window -> new WindowHits(
                        window.startMillis(),
                        window.endMillis(),
                        LIMIT_AND_ACCOUNTING,
                        new Totals(0L, 0L, 0L, hits, 0L),
                        null))
                .toList();
        app.send(COUNTER, new HitEvent(new Hits(new Sender(new AdjustmentSender("refund")), NOW, NOW, changed)));
    }

    private void assertTold(String... windows) {
        assertThat(app.stored(COUNTER).windows().stream().map(this::text)).containsExactlyInAnyOrder(windows);
    }

    private String text(WindowTotalUsage used) {
        String window = used.window().equals(DAY) ? "day" : used.window().equals(HOUR) ? "hour" : "minute";
        return window + " " + used.usage() + " of "
                + (used.limit().isPresent() ? used.limit().getAsLong() : "unknown");
    }

    @Test
    void theHoursOfADailyLimitAreTheLedgersAlone() {
        counts(FIRST_START, kept(HOUR, 4, ACCOUNTING), in(DAY, 4, 10L));

        assertTold("day 4 of 10");
    }

    @Test
    void theHoursOfADailyLimitStayOutAfterTheGatewayRestarted() {
        counts(FIRST_START, kept(HOUR, 4, ACCOUNTING), in(DAY, 4, 10L));

        counts(FIRST_START, kept(HOUR, 4, LIMIT_AND_ACCOUNTING), kept(DAY, 4, LIMIT_AND_ACCOUNTING));
        assertTold("day 4 of 10");
        counts(SECOND_START, kept(HOUR, 1, ACCOUNTING), in(DAY, 1, 10L));

        assertTold("day 5 of 10");
    }

    @Test
    void theHoursOfADailyLimitStayOutWhereOnlyAnOldDiskKnowsOfThem() {
        counts(FIRST_START, kept(HOUR, 4, LIMIT_AND_ACCOUNTING), kept(DAY, 4, LIMIT_AND_ACCOUNTING));
        assertTold("day 4 of unknown");

        counts(SECOND_START, kept(HOUR, 1, ACCOUNTING), in(DAY, 1, 10L));

        assertTold("day 5 of 10");
    }

    @Test
    void theHoursOfADailyLimitStayOutAfterAnAdjustment() {
        counts(FIRST_START, kept(HOUR, 3, ACCOUNTING), in(DAY, 3, 10L));

        givesBack(1, HOUR, DAY);

        assertTold("day 2 of 10");
        assertThat(app.stored(COUNTER).windows().get(0).counts().givenBack()).isEqualTo(1);
        assertThat(app.stored(COUNTER).windows().get(0).counts().admitted()).isEqualTo(3);
    }

    @Test
    void anHourThatIsALimitsOwnIsTold() {
        counts(FIRST_START, in(HOUR, 4, 100L));
        counts(FIRST_START, kept(HOUR, 4, LIMIT_AND_ACCOUNTING));
        givesBack(1, HOUR);
        counts(SECOND_START, in(HOUR, 2, 100L));

        assertTold("hour 5 of 100");
    }

    @Test
    void anHourThatALimitInARequestDecidesByIsToldWithAllHitsOfTheHour() {
        counts(FIRST_START, kept(HOUR, 4, ACCOUNTING), in(DAY, 4, 10L));
        counts(OTHER, kept(HOUR, 2, ACCOUNTING), in(DAY, 2, 10L));

        counts(OTHER, in(HOUR, 3, 5L));

        assertTold("day 6 of 10", "hour 7 of 5");
    }

    @Test
    void hoursOfObservedHitsAreToldWhole() {
        counts(FIRST_START, kept(HOUR, 4, OBSERVATION));
        assertTold("hour 4 of unknown");

        counts(FIRST_START, kept(HOUR, 4, LIMIT_AND_ACCOUNTING));
        assertTold("hour 4 of unknown");
        counts(SECOND_START, kept(HOUR, 1, OBSERVATION));
        assertTold("hour 5 of unknown");
        counts(OTHER, kept(HOUR, 2, OBSERVATION));
        assertTold("hour 7 of unknown");
        givesBack(3, HOUR);

        assertTold("hour 4 of unknown");
    }

    @Test
    void anHourThatOnlyAnOldDiskKnowsOfIsToldRatherThanNothing() {
        counts(FIRST_START, kept(HOUR, 4, LIMIT_AND_ACCOUNTING));

        assertTold("hour 4 of unknown");
    }

    @Test
    void theHoursOfAMeteredLimitOfAMinuteStayOutWhenTheMinuteIsLongOver() {
        counts(FIRST_START, kept(HOUR, 4, ACCOUNTING), in(MINUTE, 4, 10L));
        assertTold("minute 4 of 10");

        app.advance(Duration.ofMinutes(5));
        givesBack(1, HOUR);

        assertTold();
    }

    @Test
    void aMinuteThatOnlyAnOldDiskKnowsOfIsALimits() {
        counts(FIRST_START, kept(HOUR, 4, LIMIT_AND_ACCOUNTING), kept(MINUTE, 4, LIMIT));

        assertTold("minute 4 of unknown");
    }
}
