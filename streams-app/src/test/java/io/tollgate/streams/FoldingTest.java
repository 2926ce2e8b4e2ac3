package io.tollgate.streams;

import static io.tollgate.streams.Events.HOUR;
import static io.tollgate.streams.Events.NOW;
import static io.tollgate.streams.Events.counter;
import static io.tollgate.streams.Events.gateway;
import static io.tollgate.streams.Events.hits;
import static io.tollgate.streams.Events.in;
import static io.tollgate.streams.Events.mark;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.event.Sender;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import io.tollgate.streams.usage.UsageMeters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FoldingTest {

    private static final byte[] COUNTER = counter("acme");
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

    private UsageDriver.Out last() {
        app.advance(SECOND);
        List<UsageDriver.Out> records = app.usage();
        return records.get(records.size() - 1);
    }

    @Test
    void listsACoveredSenderWithinTheRest() {
        app.send(COUNTER, hits(gateway(1, 1), 5, 100));
        app.sendMark(mark(gateway(1, 2), gateway(1, 1)));
        app.send(COUNTER, hits(gateway(1, 2), 2, 100));

        UsageDriver.Out published = last();

        assertThat(published.usage().getSenders()).containsExactly(new Sender(gateway(1, 2)));
        assertThat(published.in(HOUR).getRest().getAdmitted()).isEqualTo(5);
        assertThat(published.admitted(HOUR)).isEqualTo(7);
        assertThat(app.rows()).isEqualTo(2);
    }

    @Test
    void addsNothingForADuplicateOfAFoldedSender() {
        app.send(COUNTER, hits(gateway(1, 1), 5, 100));
        app.sendMark(mark(gateway(1, 2), gateway(1, 1)));
        app.send(COUNTER, hits(gateway(1, 2), 2, 100));

        app.send(COUNTER, hits(gateway(1, 1), 5, 100));
        app.send(COUNTER, hits(gateway(1, 1), 4, 100));

        assertThat(last().admitted(HOUR)).isEqualTo(7);
    }

    @Test
    void addsWhatAFoldedSenderHadMore() {
        app.send(COUNTER, hits(gateway(1, 1), 5, 100));
        app.sendMark(mark(gateway(1, 2), gateway(1, 1)));
        app.send(COUNTER, hits(gateway(1, 2), 2, 100));

        app.send(COUNTER, hits(gateway(1, 1), 6, 100));
        UsageDriver.Out broughtBack = last();
        app.send(COUNTER, hits(gateway(1, 2), 3, 100));
        UsageDriver.Out foldedAgain = last();

        assertThat(broughtBack.admitted(HOUR)).isEqualTo(8);
        assertThat(broughtBack.usage().getSenders()).containsExactly(new Sender(gateway(1, 2)));
        assertThat(foldedAgain.admitted(HOUR)).isEqualTo(9);
        assertThat(foldedAgain.in(HOUR).getRest().getAdmitted()).isEqualTo(6);
    }

    @Test
    void sweepsClosedWindowsOutWithATombstoneAndTheirFoldedSenders() {
        app.send(COUNTER, hits(gateway(1, 1), 5, 100));
        app.sendMark(mark(gateway(1, 2), gateway(1, 1)));
        app.send(COUNTER, hits(gateway(1, 2), 2, 100));
        app.advance(Duration.ofMinutes(70));
        app.usage();
        assertThat(app.rows()).isEqualTo(2);

        app.advance(Duration.ofMinutes(1));

        assertThat(app.rows()).isZero();
        assertThat(app.usage()).singleElement().satisfies(record -> {
            assertThat(record.key()).isEqualTo(CounterKey.ofBytes(COUNTER));
            assertThat(record.event()).isNull();
        });
        assertThat(app.count(UsageMeters.SWEPT)).isEqualTo(2);
    }

    @Test
    void keepsOpenWindowsOfARowThatHasClosedOnes() {
        Window month = new Window(NOW, NOW + 30 * 24 * Events.HOUR_MS);
        app.send(COUNTER, hits(gateway(1, 1), in(HOUR, 5, 100L), in(month, 9, 1_000L)));
        app.advance(Duration.ofMinutes(71));

        app.send(COUNTER, hits(gateway(1, 1), in(month, 10, 1_000L)));

        UsageDriver.Out published = last();
        assertThat(published.usage().getWindows()).hasSize(1);
        assertThat(published.admitted(month)).isEqualTo(10);
    }

    @Test
    void countsHitsThatComeTooLateToDecideByAndIgnoresThem() {
        app.advance(Duration.ofMinutes(71));
        app.usage();

        app.send(COUNTER, hits(gateway(1, 1), 5, 100));
        app.advance(SECOND);

        assertThat(app.usage()).isEmpty();
        assertThat(app.rows()).isZero();
        assertThat(app.count(UsageMeters.LATE_WINDOWS)).isEqualTo(1);
    }

    @Test
    void keepsTheWindowsOfASecondOnlyForSeconds() {
        for (int second = 0; second < 100; second++) {
            long start = NOW + second * 1_000L;
            app.send(COUNTER, hits(gateway(1, 1), in(new Window(start, start + 1_000), 1, 50L)));
            app.advance(SECOND);
        }

        List<UsageDriver.Out> records = app.usage();

        assertThat(records.get(records.size() - 1).usage().getWindows()).hasSizeBetween(10, 12);
    }
}
