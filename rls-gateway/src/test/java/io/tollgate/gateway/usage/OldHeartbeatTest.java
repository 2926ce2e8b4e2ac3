package io.tollgate.gateway.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.model.CounterKey;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events in the store that this release cannot read. */
final class OldHeartbeatTest {

    @TempDir
    Path folder;

    @Test
    void theSweepOutlivesAnEventThatCannotBeRead() {
        CounterKey key =
                CounterKey.descriptor("shop", 1).entry("customer", "a", false).build();
        try (UsageStore store = new UsageStore(folder, 1 << 20)) {
            try (UsageStore.Batch batch = store.batch()) {
                // single-object header with an unknown fingerprint: a newer release wrote it
                byte[] newer = {(byte) 0xC3, 1, 1, 2, 3, 4, 5, 6, 7, 8, 0};
                batch.put(key.bytes(), newer);
                batch.commit(Map.of(0, 1L));
            }
            boolean toTheEnd =
                    store.sweep().next(10, (counter, event) -> UsageUpdater.isPast(counter, event, Long.MAX_VALUE));

            assertThat(toTheEnd).isTrue();
            assertThat(store.find(key))
                    .as("what cannot be read is not known to be past")
                    .isNotNull();
        }
    }
}
