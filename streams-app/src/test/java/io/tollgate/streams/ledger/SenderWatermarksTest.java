package io.tollgate.streams.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.event.GatewayId;
import io.tollgate.event.GatewaySender;
import io.tollgate.event.Mark;
import io.tollgate.event.SilentGateway;
import io.tollgate.streams.store.InMemoryStore;
import io.tollgate.topic.AccountingEvents;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SenderWatermarksTest {

    private static final long NOW = 1_800_000_000_000L;
    private static final Duration GRACE = Duration.ofMinutes(15);
    private static final Duration FORGET = Duration.ofDays(35);

    private final KeyValueStore<byte[], byte[]> store = InMemoryStore.open("ledger");

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void namesTheSilentAnewForEachEndAndWheneverAnybodyWasHeardOf() {
        SenderWatermarks watermarks = new SenderWatermarks(store, GRACE, FORGET);
        watermarks.counts(AccountingEvents.incarnation(sender(1)), NOW);
        watermarks.take(mark(sender(2), NOW, false), NOW);
        List<SilentGateway> first = watermarks.silentAt(NOW);

        assertThat(names(first)).containsExactly(sender(1));
        assertThat(watermarks.silentAt(NOW)).isSameAs(first);
        assertThat(names(watermarks.silentAt(NOW + 1))).containsExactly(sender(1), sender(2));
        assertThat(names(watermarks.silentAt(NOW))).containsExactly(sender(1));

        watermarks.take(mark(sender(1), NOW, false), NOW);
        assertThat(watermarks.silentAt(NOW)).isEmpty();

        watermarks.counts(AccountingEvents.incarnation(sender(3)), NOW);
        assertThat(names(watermarks.silentAt(NOW))).containsExactly(sender(3));

        watermarks.take(mark(sender(3), NOW - 1, true), NOW);
        assertThat(watermarks.silentAt(NOW)).isEmpty();
    }

    @Test
    void namesNobodyWhoWasForgotten() {
        SenderWatermarks watermarks = new SenderWatermarks(store, GRACE, FORGET);
        watermarks.counts(AccountingEvents.incarnation(sender(1)), NOW);
        watermarks.advance(NOW + FORGET.toMillis() + 1);
        assertThat(names(watermarks.silentAt(NOW))).containsExactly(sender(1));

        watermarks.forgetSilent();

        assertThat(watermarks.silentAt(NOW)).isEmpty();
    }

    private static List<GatewaySender> names(List<SilentGateway> silent) {
        return silent.stream().map(SilentGateway::getSender).toList();
    }

    private static GatewaySender sender(int start) {
        byte[] id = ByteBuffer.allocate(16).putLong(start).putLong(7).array();
        return new GatewaySender(new GatewayId(id), NOW + start, (long) start);
    }

    private static Mark mark(GatewaySender sender, long reportedUpTo, boolean leaving) {
        return new Mark(sender, "", reportedUpTo, List.of(), leaving, List.of(), NOW);
    }
}
