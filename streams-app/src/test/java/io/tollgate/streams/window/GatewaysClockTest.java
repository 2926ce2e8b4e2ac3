package io.tollgate.streams.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.event.GatewayId;
import io.tollgate.event.GatewaySender;
import io.tollgate.event.Mark;
import java.lang.reflect.Proxy;
import java.util.Iterator;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

/** a gateway whose clock was set back is forgotten, although started_at is "information only". */
final class GatewaysClockTest {

    @Test
    void aGatewayWhoseClockWasSetBackIsLive() {
        Gateways gateways = new Gateways(empty());
        GatewayId id = new GatewayId(new byte[16]);
        gateways.mark(new Mark(new GatewaySender(id, 2_000_000L, 1L), "", 0L, List.of(), false), 1_000_000);
        // clock set back by an hour, or restarted after that: a new start with an earlier time
        for (long at = 1_010_000; at < 1_200_000; at += 10_000) {
            gateways.mark(new Mark(new GatewaySender(id, 1_000_500L, 2L), "", 0L, List.of(), false), at);
        }
        assertThat(gateways.live()).isEqualTo(1);
    }

    @SuppressWarnings("unchecked")
    private static KeyValueStore<byte[], byte[]> empty() {
        KeyValueIterator<byte[], byte[]> none = (KeyValueIterator<byte[], byte[]>) Proxy.newProxyInstance(
                GatewaysClockTest.class.getClassLoader(),
                new Class<?>[] {KeyValueIterator.class},
                (proxy, method, arguments) -> method.getName().equals("hasNext") ? false : null);
        Iterator<KeyValue<byte[], byte[]>> unused = none;
        return (KeyValueStore<byte[], byte[]>) Proxy.newProxyInstance(
                GatewaysClockTest.class.getClassLoader(),
                new Class<?>[] {KeyValueStore.class},
                (proxy, method, arguments) -> method.getName().equals("all") ? unused : null);
    }
}
