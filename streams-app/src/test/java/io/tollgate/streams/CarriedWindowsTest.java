package io.tollgate.streams;

import static io.tollgate.streams.Events.NOW;
import static io.tollgate.streams.Events.gateway;
import static io.tollgate.streams.Events.hits;
import static io.tollgate.streams.Events.in;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.event.GatewaySender;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Windows of subscriptions that ended, of which something may go on. */
final class CarriedWindowsTest {

    private static final byte[] COUNTER = CounterKey.quota("acme-gold", "calls").bytes();
    private static final GatewaySender FIRST = gateway(1, 1);
    private static final GatewaySender OTHER = gateway(2, 1);
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

    private static Window day(int number) {
        long day = 24 * Events.HOUR_MS;
        return new Window(NOW + number * day, NOW + (number + 1) * day);
    }

    private void counts(byte[] counter, GatewaySender sender, int day, long hits) {
        app.send(counter, hits(sender, in(day(day), hits, 100L)));
    }

    private UsageDriver.Out last() {
        app.advance(SECOND);
        List<UsageDriver.Out> records = app.usage();
        return records.get(records.size() - 1);
    }

    @Test
    void publishesEarlierWindowsOfASubscriptionWithAllSendersFolded() {
        counts(COUNTER, FIRST, 0, 40);
        counts(COUNTER, OTHER, 0, 2);
        app.advance(Duration.ofDays(1).plusMinutes(11));

        counts(COUNTER, FIRST, 1, 5);
        UsageDriver.Out published = last();

        assertThat(published.admitted(day(0))).isEqualTo(42);
        assertThat(published.admitted(day(1))).isEqualTo(5);
        assertThat(published.in(day(0)).getBySender()).isEmpty();
        assertThat(app.stored(COUNTER).windows()).hasSize(2);
    }

    @Test
    void takesInLateHitsOfAnEarlierWindow() {
        counts(COUNTER, FIRST, 0, 40);
        counts(COUNTER, OTHER, 0, 2);
        app.advance(Duration.ofDays(5));
        counts(COUNTER, FIRST, 5, 1);

        counts(COUNTER, OTHER, 0, 9);
        assertThat(last().admitted(day(0))).isEqualTo(49);
        counts(COUNTER, FIRST, 5, 2);
        counts(COUNTER, OTHER, 0, 9);
        counts(COUNTER, FIRST, 2, 3);

        UsageDriver.Out published = last();
        assertThat(published.admitted(day(0))).isEqualTo(49);
        assertThat(published.admitted(day(2))).isEqualTo(3);
        assertThat(published.admitted(day(5))).isEqualTo(2);
    }

    @Test
    void forgetsWindowsOnceNothingOfThemGoesOn() {
        counts(COUNTER, FIRST, 0, 40);
        app.advance(Duration.ofDays(20));
        app.advance(Duration.ofMinutes(2));
        assertThat(app.rows()).isPositive();
        app.usage();

        app.advance(Duration.ofDays(18));
        app.advance(Duration.ofMinutes(2));

        assertThat(app.rows()).isZero();
        assertThat(app.usage())
                .singleElement()
                .satisfies(record -> assertThat(record.event()).isNull());
    }

    @Test
    void keepsNoEarlierWindowsOfOtherCounters() {
        byte[] counter = Events.counter("acme");
        counts(counter, FIRST, 0, 40);
        app.advance(Duration.ofDays(1).plusMinutes(11));

        counts(counter, FIRST, 1, 5);

        assertThat(last().usage().getWindows()).hasSize(1);
    }
}
