package io.tollgate.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.event.Heartbeat;
import io.tollgate.event.UsageEvent;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class EventCodecTest {

    private static final UsageEvent HEARTBEAT = new UsageEvent(new Heartbeat(42L, 1_700_000_000_000L, 3));

    @Test
    void givesBackTheEventThatItEncoded() {
        assertThat(EventCodec.USAGE.decode(EventCodec.USAGE.encode(HEARTBEAT))).isEqualTo(HEARTBEAT);
    }

    @Test
    void tellsAnUnknownSchemaFromBytesThatAreNoEvent() {
        byte[] fromANewerRelease = EventCodec.USAGE.encode(HEARTBEAT);
        fromANewerRelease[3] ^= 0x55;

        assertThatThrownBy(() -> EventCodec.USAGE.decode(fromANewerRelease)).isInstanceOf(UnknownSchemaException.class);
        assertThatThrownBy(() -> EventCodec.USAGE.decode("not an event".getBytes(UTF_8)))
                .isInstanceOf(UndecodableEventException.class);
    }

    @Test
    void refusesAnEventThatIsCutOff() {
        byte[] bytes = EventCodec.USAGE.encode(HEARTBEAT);

        for (int length = 10; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> EventCodec.USAGE.decode(cut)).isInstanceOf(UndecodableEventException.class);
        }
    }
}
