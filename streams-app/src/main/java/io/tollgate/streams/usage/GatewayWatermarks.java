package io.tollgate.streams.usage;

import static java.util.Objects.requireNonNull;

import io.tollgate.accounting.HitSender;
import io.tollgate.accounting.Incarnation;
import io.tollgate.event.GatewaySender;
import io.tollgate.event.Mark;
import io.tollgate.streams.record.HitValidation;
import io.tollgate.streams.store.AccountingRows;
import io.tollgate.topic.AccountingEvents;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What watermarks said in this partition: which gateways are live and which of their earlier incarnations are covered. Kept in a
 * store, one small row for each gateway and each covered sender, and mirrored in memory. Bounded: beyond
 * {@link #MOST_GATEWAYS} the one that was silent for longest is forgotten, beyond {@link #MOST_COVERED} the sender that
 * was covered first; what is forgotten is listed by name again where it is still counted. Used by one thread.
 */
final class GatewayWatermarks implements SenderStatus {

    static final int MOST_GATEWAYS = 10_000;
    static final int MOST_COVERED = HitValidation.MOST_COVERED;
    static final long LIVE_MS = 30_000;

    private static final byte GATEWAY = 1;
    private static final byte COVERED = 2;

    private final KeyValueStore<byte[], byte[]> store;
    private final Map<UUID, Presence> presences = new HashMap<>();
    private final LinkedHashMap<Incarnation, Long> coveredAt = new LinkedHashMap<>();
    private long latestMillis = Long.MIN_VALUE;

    /** Reads what is stored. */
    GatewayWatermarks(KeyValueStore<byte[], byte[]> store) {
        this.store = requireNonNull(store, "store");
        Map<Incarnation, Long> stored = new HashMap<>();
        try (KeyValueIterator<byte[], byte[]> rows = store.all()) {
            while (rows.hasNext()) {
                load(rows.next(), stored);
            }
        }
        stored.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .forEach(entry -> coveredAt.put(entry.getKey(), entry.getValue()));
    }

    private void load(KeyValue<byte[], byte[]> row, Map<Incarnation, Long> stored) {
        ByteBuffer key = ByteBuffer.wrap(row.key);
        byte kind = key.get();
        UUID id = new UUID(key.getLong(), key.getLong());
        ByteBuffer value = ByteBuffer.wrap(row.value);
        if (kind == GATEWAY) {
            Presence presence = Presence.read(id, value);
            presences.put(id, presence);
            latestMillis = Math.max(latestMillis, presence.markedAt);
        } else {
            stored.put(new Incarnation(id, key.getLong(), key.getLong()), value.getLong());
        }
    }

    /** Takes note that record time came this far, milliseconds since the Unix epoch. */
    void advance(long recordMillis) {
        latestMillis = Math.max(latestMillis, recordMillis);
    }

    /** Takes note of a watermark, which must be valid. */
    void take(Mark watermark, long recordMillis) {
        advance(recordMillis);
        Incarnation sender = AccountingEvents.incarnation(watermark.getSender());
        // the later record holds: the time of the start is by a clock that may have been set back
        put(new Presence(sender, recordMillis, watermark.getReportedUpTo(), watermark.getLeaving()));
        for (GatewaySender earlier : watermark.getCovered()) {
            cover(AccountingEvents.incarnation(earlier), recordMillis);
        }
    }

    private void put(Presence presence) {
        presences.put(presence.sender.gatewayId(), presence);
        store.put(gatewayKey(presence.sender.gatewayId()), presence.bytes());
        if (presences.size() > MOST_GATEWAYS) {
            Presence silent = presences.values().stream()
                    .min(Comparator.comparingLong(Presence::markedAt))
                    .orElseThrow();
            presences.remove(silent.sender.gatewayId());
            store.delete(gatewayKey(silent.sender.gatewayId()));
        }
    }

    private void cover(Incarnation sender, long recordMillis) {
        if (coveredAt.putIfAbsent(sender, recordMillis) != null) {
            return;
        }
        store.put(
                coveredKey(sender),
                ByteBuffer.allocate(Long.BYTES).putLong(recordMillis).array());
        if (coveredAt.size() > MOST_COVERED) {
            Incarnation first = coveredAt.keySet().iterator().next();
            coveredAt.remove(first);
            store.delete(coveredKey(first));
        }
    }

    @Override
    public boolean isCovered(HitSender sender) {
        return sender instanceof Incarnation gateway ? coveredAt.containsKey(gateway) : true;
    }

    @Override
    public boolean isLive(HitSender sender) {
        if (!(sender instanceof Incarnation gateway)) {
            return false;
        }
        Presence presence = presences.get(gateway.gatewayId());
        return presence != null && presence.sender.equals(gateway) && isLive(presence);
    }

    /** Returns how many gateways gave a watermark in the last 30 s of record time and did not leave. */
    int live() {
        int live = 0;
        for (Presence presence : presences.values()) {
            live += isLive(presence) ? 1 : 0;
        }
        return live;
    }

    private boolean isLive(Presence presence) {
        return !presence.leaving && presence.markedAt >= latestMillis - LIVE_MS;
    }

    private static byte[] gatewayKey(UUID id) {
        return ByteBuffer.allocate(1 + AccountingRows.GATEWAY_ID_BYTES)
                .put(GATEWAY)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    private static byte[] coveredKey(Incarnation sender) {
        return ByteBuffer.allocate(1 + AccountingRows.GATEWAY_ID_BYTES + 2 * Long.BYTES)
                .put(COVERED)
                .putLong(sender.gatewayId().getMostSignificantBits())
                .putLong(sender.gatewayId().getLeastSignificantBits())
                .putLong(sender.startedAtMillis())
                .putLong(sender.nonce())
                .array();
    }

    private record Presence(Incarnation sender, long markedAt, long reportedUpTo, boolean leaving) {

        private byte[] bytes() {
            return ByteBuffer.allocate(4 * Long.BYTES + 1)
                    .putLong(sender.startedAtMillis())
                    .putLong(sender.nonce())
                    .putLong(markedAt)
                    .putLong(reportedUpTo)
                    .put((byte) (leaving ? 1 : 0))
                    .array();
        }

        private static Presence read(UUID id, ByteBuffer bytes) {
            Incarnation sender = new Incarnation(id, bytes.getLong(), bytes.getLong());
            return new Presence(sender, bytes.getLong(), bytes.getLong(), bytes.get() == 1);
        }
    }
}
