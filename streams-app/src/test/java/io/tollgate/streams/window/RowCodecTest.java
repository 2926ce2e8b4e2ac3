package io.tollgate.streams.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.event.LimitCharge;
import io.tollgate.event.WindowUse;
import io.tollgate.model.Window;
import io.tollgate.streams.hits.Counts;
import io.tollgate.streams.hits.SenderId;
import io.tollgate.streams.store.RowFormat;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.avro.io.BinaryEncoder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RowCodecTest {

    private static final long NOW = 1_800_000_000_000L;
    private static final Window HOUR = new Window(NOW, NOW + 3_600_000);
    private static final Window DAY = new Window(NOW, NOW + 86_400_000);
    private static final SenderId SENDER = new SenderId.Gateway(new SenderId.Identity(1, 7), NOW, 1);
    private static final Judge OF_10 = new Judge(10, false, LimitCharge.ADMITTED);

    @ParameterizedTest
    @EnumSource
    void keepsWhatAWindowIsFor(WindowUse use) {
        WindowState hour = WindowState.unused(HOUR)
                .counting(SENDER, new Counts(4, 1, 2, 3, 1), null)
                .usedFor(WindowUses.of(use));
        CounterState row = new CounterState(List.of(hour), NOW);

        assertThat(RowCodec.counter(RowCodec.encode(row))).isEqualTo(row);
    }

    @Test
    void readsRowsOfBareLimits() {
        CounterState row = RowCodec.counter(earlier((byte) 1, false));

        assertThat(row.windows()).hasSize(2);
        assertThat(row.in(DAY)).satisfies(day -> {
            assertThat(day.sum()).isEqualTo(new Counts(6, 0, 0, 0, 0));
            assertThat(day.bySender()).isEqualTo(Map.of(SENDER, new Counts(4, 0, 0, 0, 0)));
            assertThat(day.judge()).isEqualTo(new Judge(10, false, LimitCharge.ALL));
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
            assertThat(day.judge()).isEqualTo(OF_10);
            assertThat(day.overLimitSince()).isEqualTo(WindowState.UNKNOWN);
        });
        assertThat(RowCodec.counter(RowCodec.encode(row))).isEqualTo(row);
    }

    /** As earlier releases wrote a row: no uses, and in the first format no flags of the limit. */
    private static byte[] earlier(byte format, boolean withFlags) {
        return new RowFormat("usage", format, format).write(out -> {
            out.writeLong(CounterState.PUBLISHED);
            out.writeInt(1);
            out.writeBytes(SENDER.bytes());
            out.writeInt(2);
            write(out, HOUR, Judge.UNKNOWN_LIMIT, withFlags ? 0 : null);
            write(out, DAY, 10, withFlags ? OF_10.flags() : null);
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
        new Counts(2, 0, 0, 0, 0).writeTo(out);
        out.writeInt(1);
        out.writeInt(0);
        new Counts(4, 0, 0, 0, 0).writeTo(out);
    }
}
