package io.tollgate.streams.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.event.GatewayId;
import io.tollgate.event.GatewaySender;
import io.tollgate.event.Mark;
import io.tollgate.streams.store.InMemoryStore;
import io.tollgate.topic.AccountingEvents;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class GatewayWatermarksTest {

    private static final long NOW = 1_800_000_000_000L;

    private final KeyValueStore<byte[], byte[]> store = InMemoryStore.open("gateways");

    @AfterEach
    void close() {
        store.close();
    }

    private static GatewaySender sender(int gateway, int start) {
        byte[] id = ByteBuffer.allocate(16).putLong(gateway).putLong(7).array();
        return new GatewaySender(new GatewayId(id), NOW + start, (long) start);
    }

    private static Mark mark(GatewaySender sender, List<GatewaySender> covered) {
        return new Mark(sender, "", NOW, covered, false, List.of(), NOW);
    }

    @Test
    void knowsAfterARestartWhatMarksSaidBefore() {
        GatewayWatermarks before = new GatewayWatermarks(store);
        before.take(mark(sender(1, 2), List.of(sender(1, 1))), NOW);
        before.take(mark(sender(2, 1), List.of()), NOW - 31_000);

        GatewayWatermarks after = new GatewayWatermarks(store);

        assertThat(after.live()).isEqualTo(1);
        assertThat(after.isCovered(AccountingEvents.incarnation(sender(1, 1)))).isTrue();
        assertThat(after.isCovered(AccountingEvents.incarnation(sender(1, 2)))).isFalse();
        assertThat(after.isLive(AccountingEvents.incarnation(sender(1, 2)))).isTrue();
        assertThat(after.isLive(AccountingEvents.incarnation(sender(1, 1)))).isFalse();
    }

    @Test
    void forgetsTheSenderThatWasCoveredFirstWhereThereAreTooMany() {
        GatewayWatermarks gateways = new GatewayWatermarks(store);
        GatewaySender present = sender(1, 1_000_000);
        gateways.take(mark(present, List.of(sender(1, 0))), NOW - 1);
        gateways.take(
                mark(
                        present,
                        IntStream.rangeClosed(1, GatewayWatermarks.MOST_COVERED)
                                .mapToObj(start -> sender(1, start))
                                .toList()),
                NOW);

        for (GatewayWatermarks known : List.of(gateways, new GatewayWatermarks(store))) {
            assertThat(known.isCovered(AccountingEvents.incarnation(sender(1, 0))))
                    .isFalse();
            assertThat(known.isCovered(AccountingEvents.incarnation(sender(1, 1))))
                    .isTrue();
            assertThat(known.isCovered(AccountingEvents.incarnation(sender(1, GatewayWatermarks.MOST_COVERED))))
                    .isTrue();
        }
    }

    @Test
    void forgetsTheGatewayThatWasSilentForLongestWhereThereAreTooMany() {
        GatewayWatermarks gateways = new GatewayWatermarks(store);
        gateways.take(mark(sender(0, 1), List.of()), NOW - 1);

        IntStream.rangeClosed(1, GatewayWatermarks.MOST_GATEWAYS)
                .forEach(gateway -> gateways.take(mark(sender(gateway, 1), List.of()), NOW));

        assertThat(gateways.live()).isEqualTo(GatewayWatermarks.MOST_GATEWAYS);
        assertThat(new GatewayWatermarks(store).isLive(AccountingEvents.incarnation(sender(0, 1))))
                .isFalse();
    }

    @Test
    void takesTheStartThatMarkedLastForThePresentOneWhateverItsClockSaid() {
        GatewayWatermarks gateways = new GatewayWatermarks(store);
        gateways.take(mark(sender(1, 2), List.of()), NOW);

        gateways.take(mark(sender(1, 1), List.of()), NOW + 1);

        assertThat(gateways.isLive(AccountingEvents.incarnation(sender(1, 1)))).isTrue();
        assertThat(gateways.isLive(AccountingEvents.incarnation(sender(1, 2)))).isFalse();
        assertThat(gateways.live()).isEqualTo(1);
    }
}
