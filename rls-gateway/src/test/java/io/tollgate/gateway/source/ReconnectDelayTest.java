package io.tollgate.gateway.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.gateway.source.XdsLimits.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ReconnectDelayTest {

    private final AtomicLong nanos = new AtomicLong();

    @Test
    void growsUpToTheLongestWait() {
        ReconnectDelay delay = delay(10, 60, false, 0);
        delay.answered();

        assertThat(waits(delay, 5)).containsExactly(seconds(10), seconds(20), seconds(40), seconds(60), seconds(60));
    }

    @Test
    void staysAtTheLongestWaitHoweverManyStreamsAreLost() {
        ReconnectDelay delay = delay(10, 60, false, 0);

        assertThat(waits(delay, 5_000)).last().isEqualTo(seconds(60));
        assertThat(delay.failures()).isEqualTo(5_000);
    }

    @Test
    void beginsWithASecondUntilTheFirstResponseOfAll() {
        ReconnectDelay delay = delay(10, 60, false, 0);

        assertThat(waits(delay, 3)).containsExactly(seconds(1), seconds(2), seconds(4));
    }

    @Test
    void beginsAnewAfterAResponse() {
        ReconnectDelay delay = delay(10, 60, false, 0);
        delay.answered();
        assertThat(waits(delay, 3)).last().isEqualTo(seconds(40));

        delay.answered();

        assertThat(delay.next()).isEqualTo(seconds(10));
    }

    @Test
    void beginsAnewAfterAStreamThatWasUpForLongWithoutAResponse() {
        ReconnectDelay delay = delay(10, 60, false, 0);
        delay.answered();
        assertThat(waits(delay, 3)).last().isEqualTo(seconds(40));

        delay.connected();
        nanos.addAndGet(seconds(60).toNanos());
        delay.connected();

        assertThat(delay.next()).isEqualTo(seconds(10));
    }

    @Test
    void doesNotBeginAnewAfterAConnectionThatTookLongToFail() {
        ReconnectDelay delay = delay(10, 60, false, 0);
        delay.answered();
        delay.connected();
        assertThat(delay.next()).isEqualTo(seconds(10));

        nanos.addAndGet(seconds(120).toNanos());

        assertThat(delay.next()).isEqualTo(seconds(20));
    }

    @Test
    void isShortenedAtRandomByUpToAHalf() {
        ReconnectDelay least = delay(10, 60, true, 1);
        ReconnectDelay most = delay(10, 60, true, 0);
        least.answered();
        most.answered();

        assertThat(waits(least, 4)).containsExactly(seconds(5), seconds(10), seconds(20), seconds(30));
        assertThat(waits(most, 4)).containsExactly(seconds(10), seconds(20), seconds(40), seconds(60));
    }

    private ReconnectDelay delay(int initial, int max, boolean jitter, double random) {
        return new ReconnectDelay(new Backoff(seconds(initial), seconds(max), 2.0, jitter), () -> random, nanos::get);
    }

    private static List<Duration> waits(ReconnectDelay delay, int times) {
        return IntStream.range(0, times).mapToObj(i -> delay.next()).toList();
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }
}
