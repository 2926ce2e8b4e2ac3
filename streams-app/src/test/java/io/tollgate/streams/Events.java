package io.tollgate.streams;

import io.tollgate.event.AppliedLimit;
import io.tollgate.event.GatewayId;
import io.tollgate.event.GatewaySender;
import io.tollgate.event.HitEvent;
import io.tollgate.event.Hits;
import io.tollgate.event.LimitAlgorithm;
import io.tollgate.event.LimitCharge;
import io.tollgate.event.Mark;
import io.tollgate.event.Sender;
import io.tollgate.event.Totals;
import io.tollgate.event.WindowHits;
import io.tollgate.event.WindowUse;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events as gateways send them, for tests. */
final class Events {

    /** The test's present: the start of an hour. */
    static final long NOW = 1_800_000_000_000L;

    static final long HOUR_MS = 3_600_000;
    static final Window HOUR = new Window(NOW, NOW + HOUR_MS);

    private Events() {}

    static byte[] counter(String value) {
        return CounterKey.descriptor("api", 1)
                .entry("tenant", value, false)
                .build()
                .bytes();
    }

    static GatewaySender gateway(int gateway, int start) {
        byte[] id = ByteBuffer.allocate(16).putLong(gateway).putLong(7).array();
        return new GatewaySender(new GatewayId(id), NOW + start, (long) start);
    }

    static Totals admitted(long hits) {
        return new Totals(hits, 0L, 0L, 0L, 0L);
    }

    static WindowHits in(Window window, long admitted, @Nullable Long limit) {
        AppliedLimit applied =
                limit == null ? null : new AppliedLimit("", limit, false, LimitAlgorithm.FIXED_WINDOW, LimitCharge.ALL);
        return new WindowHits(
                window.startMillis(), window.endMillis(), WindowUse.LIMIT_AND_ACCOUNTING, admitted(admitted), applied);
    }

    /** Of a limit that is not known, or of none. */
    static WindowHits kept(Window window, long admitted, WindowUse use) {
        return new WindowHits(window.startMillis(), window.endMillis(), use, admitted(admitted), null);
    }

    static HitEvent hits(GatewaySender sender, WindowHits... windows) {
        return new HitEvent(new Hits(new Sender(sender), NOW, NOW, List.of(windows)));
    }

    static HitEvent hits(GatewaySender sender, long admitted, long limit) {
        return hits(sender, in(HOUR, admitted, limit));
    }

    static HitEvent mark(GatewaySender sender, GatewaySender... covered) {
        return new HitEvent(new Mark(sender, "edge", NOW, List.of(covered), false, List.of(), NOW));
    }

    static HitEvent leaving(GatewaySender sender) {
        return new HitEvent(new Mark(sender, "edge", NOW, List.of(), true, List.of(), NOW));
    }
}
