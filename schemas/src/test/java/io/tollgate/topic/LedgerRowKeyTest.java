package io.tollgate.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.event.DescriptorCounter;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class LedgerRowKeyTest {

    private static final CounterKey COUNTER =
            CounterKey.descriptor("api", 1).entry("tenant", "acme", false).build();
    private static final LedgerRowKey KEY = new LedgerRowKey(COUNTER, new Window(-3_600_000, 1_800_000_000_000L), 7);

    @Test
    void readsWhatItWrote() {
        assertThat(LedgerRowKey.ofBytes(KEY.bytes())).isEqualTo(KEY);
    }

    @Test
    void beginsWithTheCountersOwnKey() {
        assertThat(KEY.bytes()).startsWith(COUNTER.bytes());
    }

    @Test
    void isReadAsTheEventThatItsSchemaSays() {
        var event = LedgerRowKey.event(KEY.bytes());

        assertThat(((DescriptorCounter) event.getCounter().getCounter()).getDomain())
                .isEqualTo("api");
        assertThat(event.getRevision()).isEqualTo(7);
    }

    @Test
    void rejectsWhatIsNoSuchKey() {
        byte[] bytes = KEY.bytes();

        assertThatThrownBy(() -> LedgerRowKey.ofBytes(Arrays.copyOf(bytes, bytes.length - 1)))
                .isInstanceOf(UndecodableEventException.class);
        assertThatThrownBy(() -> LedgerRowKey.ofBytes(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(UndecodableEventException.class)
                .hasMessageContaining("bytes follow");
        assertThatThrownBy(() -> LedgerRowKey.ofBytes(new byte[0])).isInstanceOf(UndecodableEventException.class);
    }
}
