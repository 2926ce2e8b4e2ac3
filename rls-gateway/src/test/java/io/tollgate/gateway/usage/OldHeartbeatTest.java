package io.tollgate.gateway.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tollgate.model.CounterKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events in the store that this release cannot read. */
@SuppressWarnings("all") // fakes of one use, far from what the compiler likes in production code
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
            // UsageFollower.run catches neither UnknownSchemaException nor UndecodableEventException
            assertThatCode(() -> store.sweep().next(10, event -> UsageUpdater.isPast(event, 0)))
                    .doesNotThrowAnyException();
        }
        assertThat(new String(key.bytes(), StandardCharsets.UTF_8)).isNotEmpty();
    }
}
