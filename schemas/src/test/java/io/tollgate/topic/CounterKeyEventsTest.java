package io.tollgate.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.event.CounterEntry;
import io.tollgate.event.DescriptorCounter;
import io.tollgate.model.CounterKey;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CounterKeyEventsTest {

    private static io.tollgate.event.CounterKey counter(CounterEntry... entries) {
        return new io.tollgate.event.CounterKey(new DescriptorCounter("api", List.of(entries)));
    }

    @Test
    void givesTheKeyThatGatewaysCountUnder() {
        CounterKey key = CounterKey.descriptor("api", 2)
                .entry("tenant", "ключ", false)
                .entry("path", "files/*", true)
                .build();

        assertThat(CounterKeyEvents.key(
                        counter(new CounterEntry("tenant", "ключ", false), new CounterEntry("path", "files/*", true))))
                .isEqualTo(key);
    }

    @Test
    void rejectsWhatNoGatewayCountsUnder() {
        assertThatThrownBy(() -> CounterKeyEvents.key(counter()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("descriptor: no entries");
        assertThatThrownBy(() -> CounterKeyEvents.key(counter(new CounterEntry("k", "x".repeat(5_000), false))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 4096");
    }
}
