package io.tollgate.streams.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounting.AppliedLimit;
import io.tollgate.accounting.HitSender;
import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.event.WindowUse;
import io.tollgate.model.ChargeMode;
import io.tollgate.model.Window;
import io.tollgate.streams.store.AccountingRows;
import io.tollgate.streams.store.RowFormat;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.io.BinaryEncoder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RowCodecTest {

    private static final long NOW = 1_800_000_000_000L;
    private static final Window HOUR = new Window(NOW, NOW + 3_600_000);
    private static final Window DAY = new Window(NOW, NOW + 86_400_000);
    private static final HitSender SENDER = new Incarnation(new UUID(1, 7), NOW, 1);
    /** What the flags of a limit have in a row where only admitted hits use it up. */
    private static final int ADMITTED = 4;

    private static final AppliedLimit OF_10 = new AppliedLimit(10, false, ChargeMode.ADMITTED);

    @ParameterizedTest
    @EnumSource
    void keepsWhatAWindowIsFor(WindowUse use) {
        WindowState hour = WindowState.unused(HOUR)
                .counting(SENDER, new HitTotals(4, 1, 2, 3, 1), null)
                .usedFor(WindowPurposes.of(use));
        CounterState row = new CounterState(List.of(hour), NOW);

        assertThat(RowCodec.counter(RowCodec.encode(row))).isEqualTo(row);
    }

    @Test
    void readsRowsOfBareLimits() {
        CounterState row = RowCodec.counter(earlier((byte) 1, false));

        assertThat(row.windows()).hasSize(2);
        assertThat(row.in(DAY)).satisfies(day -> {
            assertThat(day.sum()).isEqualTo(new HitTotals(6, 0, 0, 0, 0));
            assertThat(day.bySender()).isEqualTo(Map.of(SENDER, new HitTotals(4, 0, 0, 0, 0)));
            assertThat(day.limit()).isEqualTo(new AppliedLimit(10, false, ChargeMode.ALL));
        });
        assertThat(row.published()).hasSize(2);
    }

    /** What they have of an hour without a limit came from a disk or an adjustment, and is not all. */
    @Test
    void readsRowsThatDoNotSayWhatAWindowIsForAndTellsOfThoseOfLimits() {
        CounterState row = RowCodec.counter(earlier((byte) 2, true));

        assertThat(row.published()).hasSize(2);
        assertThat(row.telling()).singleElement().satisfies(day -> {
            assertThat(day.window()).isEqualTo(DAY);
            assertThat(day.limit()).isEqualTo(OF_10);
            assertThat(day.overLimitSince()).isEqualTo(WindowState.UNKNOWN);
        });
        assertThat(RowCodec.counter(RowCodec.encode(row))).isEqualTo(row);
    }

    /** As earlier releases wrote a row: no uses, and in the first format no flags of the limit. */
    private static byte[] earlier(byte format, boolean withFlags) {
        return new RowFormat("usage", format, format).write(out -> {
            out.writeLong(CounterState.PUBLISHED);
            out.writeInt(1);
            out.writeBytes(AccountingRows.bytes(SENDER));
            out.writeInt(2);
            write(out, HOUR, AppliedLimit.UNKNOWN_LIMIT, withFlags ? 0 : null);
            write(out, DAY, 10, withFlags ? ADMITTED : null);
        });
    }

    private static void write(BinaryEncoder out, Window window, long limit, @Nullable Integer flags)
            throws IOException {
        out.writeLong(window.startMillis());
        out.writeLong(window.lengthMillis());
        out.writeLong(limit);
        if (flags != null) {
            out.writeInt(flags);
        }
        out.writeLong(WindowState.UNKNOWN);
        AccountingRows.write(new HitTotals(2, 0, 0, 0, 0), out);
        out.writeInt(1);
        out.writeInt(0);
        AccountingRows.write(new HitTotals(4, 0, 0, 0, 0), out);
    }
}
