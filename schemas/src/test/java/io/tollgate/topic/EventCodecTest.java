package io.tollgate.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.event.AdjustmentSender;
import io.tollgate.event.AppliedLimit;
import io.tollgate.event.Heartbeat;
import io.tollgate.event.HitEvent;
import io.tollgate.event.Hits;
import io.tollgate.event.LedgerEvent;
import io.tollgate.event.LedgerWindow;
import io.tollgate.event.LimitAlgorithm;
import io.tollgate.event.LimitCharge;
import io.tollgate.event.Sender;
import io.tollgate.event.Totals;
import io.tollgate.event.UsageEvent;
import io.tollgate.event.WindowHits;
import io.tollgate.event.WindowUse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;
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
    void readsHitsThatWereWrittenBeforeLimitsHadAnAlgorithm() throws IOException {
        Schema old = schema("hit-event-1.avsc");
        HitEvent event = new HitEvent(new Hits(
                new Sender(new AdjustmentSender("correction")),
                1L,
                2L,
                List.of(new WindowHits(
                        0L,
                        3_600_000L,
                        WindowUse.LIMIT,
                        new Totals(7L, 0L, 0L, 0L, 0L),
                        new AppliedLimit("plan", 10L, false, LimitAlgorithm.SLIDING_WINDOW, LimitCharge.ADMITTED)))));

        Hits read = (Hits) EventCodec.HITS.decode(writtenWith(old, event)).getEvent();

        assertThat(read.getWindows().get(0).getLimit())
                .isEqualTo(new AppliedLimit("plan", 10L, false, LimitAlgorithm.FIXED_WINDOW, LimitCharge.ALL));
        assertThat(read.getWindows().get(0).getTotals().getAdmitted()).isEqualTo(7);
    }

    @Test
    void readsHitsThatWereWrittenBeforeObservedOnesWereToldApart() throws IOException {
        for (WindowUse use : List.of(WindowUse.LIMIT, WindowUse.ACCOUNTING, WindowUse.LIMIT_AND_ACCOUNTING)) {
            HitEvent event = new HitEvent(new Hits(
                    new Sender(new AdjustmentSender("correction")),
                    1L,
                    2L,
                    List.of(new WindowHits(0L, 3_600_000L, use, new Totals(7L, 0L, 0L, 2L, 0L), null))));

            assertThat(EventCodec.HITS.decode(writtenWith(schema("hit-event-3.avsc"), event)))
                    .isEqualTo(event);
        }
    }

    @Test
    void readsRowsOfTheLedgerThatWereWrittenBeforeTheyNamedCustomerAndPlan() throws IOException {
        Totals totals = new Totals(7L, 1L, 2L, 3L, 4L);
        LedgerEvent row = new LedgerEvent(LedgerWindow.ACCOUNTING, totals, totals, 5L, List.of(), 0, "acme", "gold@1");
        Schema old = schema("ledger-event-1.avsc");
        Object downgraded = downgraded(LedgerEvent.SCHEMA$, old, EventCodec.LEDGER.encode(row));

        assertThat(EventCodec.LEDGER.decode(written(old, downgraded)))
                .isEqualTo(new LedgerEvent(LedgerWindow.ACCOUNTING, totals, totals, 5L, List.of(), 0, null, null));
    }

    private static Schema schema(String resource) throws IOException {
        try (InputStream in = EventCodec.class.getResourceAsStream(resource)) {
            return new Schema.Parser().parse(in);
        }
    }

    private static byte[] writtenWith(Schema old, HitEvent event) throws IOException {
        return written(old, downgraded(HitEvent.SCHEMA$, old, EventCodec.HITS.encode(event)));
    }

    private static Object downgraded(Schema current, Schema old, byte[] message) throws IOException {
        return new GenericDatumReader<>(current, old, GenericData.get())
                .read(null, DecoderFactory.get().binaryDecoder(bare(message), null));
    }

    private static byte[] written(Schema old, Object downgraded) throws IOException {
        return new BinaryMessageEncoder<>(GenericData.get(), old)
                .encode(downgraded)
                .array();
    }

    /** Without the two bytes of magic and the fingerprint. */
    private static byte[] bare(byte[] message) {
        return Arrays.copyOfRange(message, 10, message.length);
    }

    @Test
    void rejectsAnEventThatIsCutOff() {
        byte[] bytes = EventCodec.USAGE.encode(HEARTBEAT);

        for (int length = 10; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> EventCodec.USAGE.decode(cut)).isInstanceOf(UndecodableEventException.class);
        }
    }
}
