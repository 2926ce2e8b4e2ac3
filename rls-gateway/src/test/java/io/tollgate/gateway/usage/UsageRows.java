package io.tollgate.gateway.usage;

import io.tollgate.accounting.Incarnation;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import java.util.Map;

/** Fills a store of usage as the follower does. */
public final class UsageRows {

    private UsageRows() {}

    /** Writes, to memory only, that the topic lists one gateway in one window of a counter. */
    public static void write(UsageStore store, CounterKey key, Window window, Incarnation listed, long admitted) {
        try (UsageStore.Batch batch = store.batch()) {
            batch.put(
                    key.bytes(),
                    new EventsOfUsage()
                            .window(window, 0)
                            .listed(listed, admitted)
                            .encode());
            batch.commit(Map.of(0, 1L));
        }
    }

    /** Writes, to memory only, that the topic lists nobody in one window of a counter. */
    public static void writeRest(UsageStore store, CounterKey key, Window window, long admitted) {
        try (UsageStore.Batch batch = store.batch()) {
            batch.put(key.bytes(), new EventsOfUsage().window(window, admitted).encode());
            batch.commit(Map.of(0, 1L));
        }
    }

    /** Forgets all, as the follower does when it finds that the topic was created anew. */
    public static void forget(UsageStore store) {
        store.restart("another topic");
    }

    /** Brings all that was written to the disk. */
    public static void flush(UsageStore store) {
        store.flush();
    }
}
