package io.tollgate.streams.ledger;

import static java.util.Objects.requireNonNull;

import io.tollgate.accounting.HitSender;
import io.tollgate.accounting.Incarnation;
import io.tollgate.event.Mark;
import io.tollgate.event.SilentGateway;
import io.tollgate.streams.store.AccountingRows;
import io.tollgate.topic.AccountingEvents;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Who counts in this partition, and up to when each has reported all. A window is complete once nobody who may have hits
 * of it is behind. A sender is waited for until it says that it has reported all, or leaves, or a later incarnation of
 * the same gateway says that everything of it has been sent; and at most for the grace, in record time, since it was last heard of.
 * Time passes by what arrives, never by a wall clock. Kept in the ledger store and mirrored in memory. Bounded: beyond
 * {@link #MOST_SENDERS} the one that was silent for longest is forgotten. Used by one thread.
 */
final class SenderWatermarks {

    static final int MOST_SENDERS = 10_000;

    private static final long NEVER = Long.MIN_VALUE;

    private final KeyValueStore<byte[], byte[]> store;
    private final long graceMillis;
    private final long forgetMillis;
    private final Map<Incarnation, Presence> presences = new HashMap<>();
    private long latestMillis = NEVER;

    /** The last result of {@link #silentAt}: rows closed together mostly share an end. Null after a sender changed. */
    private @Nullable Silence silence;

    /**
     * What is known of a sender.
     *
     * @param heardAt record time of its last watermark, or, as long as there was none, of its first hits
     * @param reportedUpTo what its last watermark said, {@link #NEVER} where there was none
     * @param firstWatermarkAt record time of its first watermark, {@link #NEVER} where there was none
     */
    private record Presence(long heardAt, long reportedUpTo, long firstWatermarkAt, String label) {}

    private record Silence(long endMillis, List<SilentGateway> gateways) {}

    /**
     * @param grace how long a silent sender is waited for
     * @param forget how long after it was last heard of a silent sender is still named
     */
    SenderWatermarks(KeyValueStore<byte[], byte[]> store, Duration grace, Duration forget) {
        this.store = requireNonNull(store, "store");
        this.graceMillis = grace.toMillis();
        this.forgetMillis = forget.toMillis();
        try (KeyValueIterator<byte[], byte[]> rows =
                store.prefixScan(new byte[] {LedgerTag.WATERMARK.code()}, new ByteArraySerializer())) {
            while (rows.hasNext()) {
                load(rows.next());
            }
        }
    }

    private void load(KeyValue<byte[], byte[]> row) {
        byte[] id = new byte[row.key.length - 1];
        ByteBuffer.wrap(row.key, 1, id.length).get(id);
        Presence presence = LedgerStore.FORMAT.read(
                row.value, (in, format) -> new Presence(in.readLong(), in.readLong(), in.readLong(), in.readString()));
        if (AccountingRows.sender(id) instanceof Incarnation gateway) {
            presences.put(gateway, presence);
            latestMillis = Math.max(latestMillis, presence.heardAt);
        }
    }

    /** Takes note that record time came this far, milliseconds since the Unix epoch. */
    void advance(long recordMillis) {
        latestMillis = Math.max(latestMillis, recordMillis);
    }

    /** Returns record time, milliseconds since the Unix epoch; long ago where nothing arrived yet. */
    long latestMillis() {
        return latestMillis;
    }

    /** Takes note that hits of a sender are new, so that windows wait for its first watermark. */
    void counts(HitSender sender, long recordMillis) {
        if (sender instanceof Incarnation gateway && !presences.containsKey(gateway)) {
            put(gateway, new Presence(recordMillis, NEVER, NEVER, ""));
        }
    }

    /** Takes note of a watermark, which must be valid. */
    void take(Mark watermark, long recordMillis) {
        advance(recordMillis);
        Incarnation sender = AccountingEvents.incarnation(watermark.getSender());
        Presence before = presences.get(sender);
        long firstWatermarkAt =
                before == null || before.firstWatermarkAt == NEVER ? recordMillis : before.firstWatermarkAt;
        if (watermark.getLeaving()) {
            remove(sender);
        } else {
            put(
                    sender,
                    new Presence(recordMillis, watermark.getReportedUpTo(), firstWatermarkAt, watermark.getLabel()));
        }
        watermark.getResent().forEach(earlier -> resolve(AccountingEvents.incarnation(earlier), firstWatermarkAt));
        watermark.getCovered().forEach(earlier -> resolve(AccountingEvents.incarnation(earlier), firstWatermarkAt));
    }

    /** One that is heard of after its supposed successor is none of the past: the data folder was cloned. */
    private void resolve(Incarnation earlier, long successorSince) {
        Presence presence = presences.get(earlier);
        if (presence != null && presence.heardAt < successorSince) {
            remove(earlier);
        }
    }

    private void put(Incarnation sender, Presence presence) {
        silence = null;
        presences.put(sender, presence);
        store.put(key(sender), LedgerStore.FORMAT.write(out -> {
            out.writeLong(presence.heardAt);
            out.writeLong(presence.reportedUpTo);
            out.writeLong(presence.firstWatermarkAt);
            out.writeString(presence.label);
        }));
        if (presences.size() > MOST_SENDERS) {
            presences.entrySet().stream()
                    .min(Comparator.comparingLong(entry -> entry.getValue().heardAt))
                    .ifPresent(silent -> remove(silent.getKey()));
        }
    }

    private void remove(Incarnation sender) {
        if (presences.remove(sender) != null) {
            silence = null;
            store.delete(key(sender));
        }
    }

    private static byte[] key(Incarnation sender) {
        byte[] id = AccountingRows.bytes(sender);
        return ByteBuffer.allocate(1 + id.length)
                .put(LedgerTag.WATERMARK.code())
                .put(id)
                .array();
    }

    /** Forgets senders that were silent for so long that nothing of theirs can be counted any more. */
    void forgetSilent() {
        List<Incarnation> silent = presences.entrySet().stream()
                .filter(entry -> entry.getValue().heardAt < latestMillis - forgetMillis)
                .map(Map.Entry::getKey)
                .toList();
        silent.forEach(this::remove);
    }

    /**
     * Returns up to when windows are complete, milliseconds since the Unix epoch: what all who are waited for have
     * reported; record time where nobody is.
     */
    long completeUpTo() {
        return presences.values().stream()
                .filter(presence -> !isGivenUp(presence))
                .mapToLong(Presence::reportedUpTo)
                .min()
                .orElse(latestMillis);
    }

    private boolean isGivenUp(Presence presence) {
        return presence.heardAt <= latestMillis - graceMillis;
    }

    /** Returns who did not report all up to an instant, in the order in which they started. */
    List<SilentGateway> silentAt(long endMillis) {
        if (silence == null || silence.endMillis != endMillis) {
            silence = new Silence(
                    endMillis,
                    presences.entrySet().stream()
                            .filter(entry -> entry.getValue().reportedUpTo < endMillis)
                            .sorted(Comparator.comparingLong(
                                    entry -> entry.getKey().startedAtMillis()))
                            .map(entry -> silent(entry.getKey(), entry.getValue()))
                            .toList());
        }
        return silence.gateways;
    }

    private static SilentGateway silent(Incarnation sender, Presence presence) {
        return new SilentGateway(
                AccountingEvents.gatewaySender(sender),
                presence.label,
                presence.reportedUpTo == NEVER ? null : presence.reportedUpTo);
    }
}
