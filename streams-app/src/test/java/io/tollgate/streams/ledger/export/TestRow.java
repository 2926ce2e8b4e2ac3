package io.tollgate.streams.ledger.export;

import io.tollgate.event.GatewayId;
import io.tollgate.event.GatewaySender;
import io.tollgate.event.LedgerEvent;
import io.tollgate.event.LedgerWindow;
import io.tollgate.event.QuotaCounter;
import io.tollgate.event.SilentGateway;
import io.tollgate.event.Totals;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import io.tollgate.topic.LedgerRowKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.jspecify.annotations.Nullable;

/** A row of the ledger as the topic holds it, for tests. */
public record TestRow(LedgerRowKey key, LedgerEvent event) {

    static final Instant MARCH = Instant.parse("2026-03-01T00:00:00Z");
    private static final long HOUR_MS = 3_600_000;
    private static final Totals NONE = new Totals(0L, 0L, 0L, 0L, 0L);

    /** Returns a row of the tenant in an hour of March 2026, from 0. */
    public static TestRow of(String tenant, int hour, long admitted) {
        return of(descriptor("api", "tenant", tenant), hours(hour, hour + 1), 1, totals(admitted));
    }

    static TestRow of(CounterKey counter, Window window, int revision, Totals totals) {
        return new TestRow(
                new LedgerRowKey(counter, window, revision),
                new LedgerEvent(
                        LedgerWindow.ACCOUNTING, totals, NONE, window.endMillis() + 1500, List.of(), 0, null, null));
    }

    TestRow revised(int revision, long admitted) {
        return of(key.counter(), key.window(), revision, totals(admitted));
    }

    TestRow silent(String label, @Nullable Long reportedUpTo) {
        byte[] id = ByteBuffer.allocate(16).putLong(1).putLong(2).array();
        SilentGateway gateway =
                new SilentGateway(new GatewaySender(new GatewayId(id), MARCH.toEpochMilli(), 3L), label, reportedUpTo);
        return new TestRow(
                key,
                new LedgerEvent(
                        event.getKind(),
                        event.getTotals(),
                        event.getAdjusted(),
                        event.getWrittenAt(),
                        List.of(gateway),
                        1,
                        null,
                        null));
    }

    TestRow soldTo(String customer, String plan) {
        LedgerEvent.Builder sold =
                LedgerEvent.newBuilder(event).setCustomer(customer).setPlan(plan);
        return new TestRow(key, sold.build());
    }

    static Totals totals(long admitted) {
        return new Totals(admitted, 0L, 0L, 0L, 0L);
    }

    static Window hours(int from, int to) {
        long march = MARCH.toEpochMilli();
        return new Window(march + from * HOUR_MS, march + to * HOUR_MS);
    }

    static Instant hour(int hour) {
        return MARCH.plusMillis(hour * HOUR_MS);
    }

    static CounterKey descriptor(String domain, String key, String value) {
        return CounterKey.descriptor(domain, 1).entry(key, value, false).build();
    }

    static CounterKey quota(String subscription, String feature) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            new SpecificDatumWriter<io.tollgate.event.CounterKey>(io.tollgate.event.CounterKey.SCHEMA$)
                    .write(new io.tollgate.event.CounterKey(new QuotaCounter(subscription, feature)), out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return CounterKey.ofBytes(bytes.toByteArray());
    }
}
