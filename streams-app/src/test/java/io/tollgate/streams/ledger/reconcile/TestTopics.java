package io.tollgate.streams.ledger.reconcile;

import io.tollgate.event.AdjustmentSender;
import io.tollgate.event.GatewayId;
import io.tollgate.event.GatewaySender;
import io.tollgate.event.HitEvent;
import io.tollgate.event.Hits;
import io.tollgate.event.LedgerEvent;
import io.tollgate.event.LedgerWindow;
import io.tollgate.event.Mark;
import io.tollgate.event.Sender;
import io.tollgate.event.Totals;
import io.tollgate.event.WindowHits;
import io.tollgate.event.WindowUse;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import io.tollgate.streams.reading.FakeTopic;
import io.tollgate.topic.ControlKey;
import io.tollgate.topic.EventCodec;
import io.tollgate.topic.LedgerRowKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Hits and ledger of March 2026 in memory; hours are counted from its beginning. Filled by one thread. */
final class TestTopics {

    static final Instant MARCH = Instant.parse("2026-03-01T00:00:00Z");
    static final int PARTITIONS = 2;

    private static final Totals NONE = new Totals(0L, 0L, 0L, 0L, 0L);

    final FakeTopic hits;
    final FakeTopic ledger;

    TestTopics() {
        this(PARTITIONS, PARTITIONS);
    }

    TestTopics(int ofHits, int ofLedger) {
        hits = new FakeTopic("tollgate.hits", ofHits);
        ledger = new FakeTopic("tollgate.ledger", ofLedger);
    }

    static Instant hour(int hour) {
        return MARCH.plus(Duration.ofHours(hour));
    }

    static Window window(int fromHour, int toHour) {
        return new Window(hour(fromHour).toEpochMilli(), hour(toHour).toEpochMilli());
    }

    static CounterKey counter(String tenant) {
        return CounterKey.descriptor("api", 1).entry("tenant", tenant, false).build();
    }

    static int partition(String tenant) {
        return Math.floorMod(tenant.hashCode(), PARTITIONS);
    }

    static Sender gateway(int start) {
        byte[] id = ByteBuffer.allocate(16).putLong(1).putLong(7).array();
        return new Sender(new GatewaySender(new GatewayId(id), MARCH.toEpochMilli(), (long) start));
    }

    static Sender adjustment(String id) {
        return new Sender(new AdjustmentSender(id));
    }

    static Totals admitted(long hits) {
        return new Totals(hits, 0L, 0L, 0L, 0L);
    }

    static WindowHits in(Window window, WindowUse use, Totals totals) {
        return new WindowHits(window.startMillis(), window.endMillis(), use, totals, null);
    }

    /** Appends what a sender counted in an hour, written at its end. */
    TestTopics hits(String tenant, Sender sender, int hour, Totals totals) {
        return hits(tenant, sender, hour(hour + 1), in(window(hour, hour + 1), WindowUse.ACCOUNTING, totals));
    }

    TestTopics hits(String tenant, Sender sender, Instant written, WindowHits... windows) {
        long now = written.toEpochMilli();
        HitEvent event = new HitEvent(new Hits(sender, now, now, List.of(windows)));
        hits.addRaw(partition(tenant), counter(tenant).bytes(), EventCodec.HITS.encode(event), written);
        return this;
    }

    /** Appends a mark and two records that are none. */
    TestTopics noise(int partition, Instant written) {
        GatewaySender sender = (GatewaySender) gateway(1).getSender();
        HitEvent mark = new HitEvent(
                new Mark(sender, "edge", written.toEpochMilli(), List.of(), false, List.of(), written.toEpochMilli()));
        hits.addRaw(partition, ControlKey.watermark(), EventCodec.HITS.encode(mark), written);
        hits.addRaw(partition, counter("a").bytes(), new byte[] {1, 2, 3}, written);
        hits.addRaw(partition, counter("a").bytes(), null, written);
        hits.addMarker(partition, written);
        return this;
    }

    /** Appends the row of an hour. */
    TestTopics row(String tenant, int hour, int revision, Totals totals) {
        return row(tenant, window(hour, hour + 1), LedgerWindow.ACCOUNTING, revision, totals);
    }

    TestTopics row(String tenant, Window window, LedgerWindow kind, int revision, Totals totals) {
        LedgerEvent event = new LedgerEvent(kind, totals, NONE, window.endMillis(), List.of(), 0, null, null);
        ledger.addRaw(
                partition(tenant),
                new LedgerRowKey(counter(tenant), window, revision).bytes(),
                EventCodec.LEDGER.encode(event),
                Instant.ofEpochMilli(window.endMillis()));
        return this;
    }
}
