package io.tollgate.streams;

import static io.tollgate.streams.Events.HOUR;
import static io.tollgate.streams.Events.NOW;
import static io.tollgate.streams.Events.counter;
import static io.tollgate.streams.Events.gateway;
import static io.tollgate.streams.Events.hits;
import static io.tollgate.streams.Events.mark;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.streams.usage.Progress;
import io.tollgate.streams.usage.WindowTotalUsage;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoredUsageTest {

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

    @Test
    void isTheSumOfWhatAllGatewaysCounted() {
        app.send(COUNTER, hits(gateway(1, 1), 70, 100));
        app.send(COUNTER, hits(gateway(2, 1), 31, 100));

        WindowTotalUsage used = app.stored(COUNTER).windows().get(0);

        assertThat(used.window()).isEqualTo(HOUR);
        assertThat(used.usage()).isEqualTo(101);
        assertThat(used.limit()).hasValue(100);
        assertThat(used.isOverLimit()).isTrue();
        assertThat(app.stored(counter("other")).windows()).isEmpty();
    }

    @Test
    void saysEachSecondHowFarItIsAndNeverMoreThanItHas() {
        assertThat(app.stored(COUNTER).progress()).isNull();

        app.send(COUNTER, hits(gateway(1, 1), 70, 100));
        app.sendMark(mark(gateway(1, 1)));
        assertThat(app.stored(COUNTER).progress()).isNull();
        app.advance(SECOND);
        assertThat(app.stored(COUNTER).progress()).isEqualTo(new Progress(2, NOW));

        app.send(COUNTER, hits(gateway(1, 1), 80, 100));
        assertThat(app.stored(COUNTER).progress()).isEqualTo(new Progress(2, NOW));
        app.advance(SECOND);
        assertThat(app.stored(COUNTER).progress()).isEqualTo(new Progress(3, NOW + 1_000));
    }

    @Test
    void keepsItsProgressWhileClosedWindowsAreSweptOut() {
        app.send(COUNTER, hits(gateway(1, 1), 5, 100));
        app.advance(Duration.ofMinutes(80));

        assertThat(app.rows()).isZero();
        assertThat(app.stored(COUNTER).progress()).isEqualTo(new Progress(1, NOW));
    }
}
