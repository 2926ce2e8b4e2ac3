package io.tollgate.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.event.AdjustedWindow;
import io.tollgate.event.Adjustment;
import io.tollgate.event.AdjustmentEvent;
import io.tollgate.event.AdjustmentOutcome;
import io.tollgate.event.AdjustmentSender;
import io.tollgate.event.AdjustmentStatus;
import io.tollgate.event.AppliedLimit;
import io.tollgate.event.CounterEntry;
import io.tollgate.event.DescriptorCounter;
import io.tollgate.event.GatewayId;
import io.tollgate.event.GatewaySender;
import io.tollgate.event.Heartbeat;
import io.tollgate.event.HitEvent;
import io.tollgate.event.Hits;
import io.tollgate.event.LedgerEvent;
import io.tollgate.event.LedgerWindow;
import io.tollgate.event.LimitAlgorithm;
import io.tollgate.event.LimitCharge;
import io.tollgate.event.Mark;
import io.tollgate.event.RequestAction;
import io.tollgate.event.RequestEvent;
import io.tollgate.event.RequestOutcome;
import io.tollgate.event.ResourceEvent;
import io.tollgate.event.Sender;
import io.tollgate.event.SenderTotals;
import io.tollgate.event.SilentGateway;
import io.tollgate.event.Totals;
import io.tollgate.event.Usage;
import io.tollgate.event.UsageEvent;
import io.tollgate.event.WindowHits;
import io.tollgate.event.WindowUsage;
import io.tollgate.event.WindowUse;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Keys and values of all topics, as they were written by releases that are deployed. */
final class GoldenEventsTest {

    private static final CounterKey COUNTER = CounterKey.descriptor("api", 2)
            .entry("tenant", "ключ", false)
            .entry("path", "files/*", true)
            .build();
    private static final GatewaySender SENDER = new GatewaySender(
            new GatewayId(ByteBuffer.allocate(16).putLong(-1).putLong(7).array()), 1_800_000_000_001L, Long.MIN_VALUE);
    private static final Totals TOTALS = new Totals(1L, 300L, 70_000L, 1L << 53, Long.MAX_VALUE);
    private static final long START = -3_600_000;
    private static final long END = 1_800_000_000_000L;

    private final Map<String, byte[]> written = new LinkedHashMap<>();

    @Test
    void everyByteIsAsItWas() throws IOException {
        written.put("counter", COUNTER.bytes());
        written.put("ledger-key", new LedgerRowKey(COUNTER, new Window(START, END), 7).bytes());
        written.put("mark-key", ControlKey.watermark());
        written.put("heartbeat-key", ControlKey.heartbeat());
        hits();
        usage();
        written.put(
                "ledger",
                EventCodec.LEDGER.encode(new LedgerEvent(
                        LedgerWindow.LIMIT,
                        TOTALS,
                        TOTALS,
                        END,
                        List.of(new SilentGateway(SENDER, "edge", null), new SilentGateway(SENDER, "", START)),
                        2,
                        "acme",
                        "gold@1")));
        adjustments();
        resources();

        assertThat(written.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + HexFormat.of().formatHex(entry.getValue()))
                        .collect(Collectors.joining("\n")))
                .isEqualTo(golden());
    }

    private void hits() {
        for (WindowUse use : WindowUse.values()) {
            written.put("hits-" + use, hits(use, null));
        }
        for (LimitCharge charge : LimitCharge.values()) {
            for (LimitAlgorithm algorithm : LimitAlgorithm.values()) {
                AppliedLimit limit = new AppliedLimit("per-hour", 1L << 40, true, algorithm, charge);
                written.put("hits-" + charge + "-" + algorithm, hits(WindowUse.LIMIT, limit));
            }
        }
        written.put(
                "mark",
                EventCodec.HITS.encode(new HitEvent(
                        new Mark(SENDER, "edge", END, List.of(SENDER), true, List.of(SENDER, SENDER), END + 1))));
    }

    private static byte[] hits(WindowUse use, @Nullable AppliedLimit limit) {
        return EventCodec.HITS.encode(new HitEvent(
                new Hits(new Sender(SENDER), START, END, List.of(new WindowHits(START, END, use, TOTALS, limit)))));
    }

    private void usage() {
        WindowUsage window = new WindowUsage(
                START, END, TOTALS, List.of(new SenderTotals(1, TOTALS), new SenderTotals(0, TOTALS)), END);
        written.put(
                "usage",
                EventCodec.USAGE.encode(new UsageEvent(new Usage(
                        List.of(new Sender(SENDER), new Sender(new AdjustmentSender("credit-1"))),
                        List.of(window, new WindowUsage(START, END, TOTALS, List.of(), null))))));
        written.put("heartbeat", EventCodec.USAGE.encode(new UsageEvent(new Heartbeat(77L, END, 3))));
    }

    private void adjustments() {
        Adjustment adjustment = new Adjustment(
                "credit-1",
                new io.tollgate.event.CounterKey(
                        new DescriptorCounter("api", List.of(new CounterEntry("tenant", "acme", false)))),
                START,
                -5L,
                "a refund",
                END);
        written.put("adjustment", EventCodec.ADJUSTMENTS.encode(new AdjustmentEvent(adjustment)));
        for (AdjustmentStatus status : AdjustmentStatus.values()) {
            written.put(
                    "outcome-" + status,
                    EventCodec.ADJUSTMENTS.encode(new AdjustmentEvent(new AdjustmentOutcome(
                            "credit-1", status, "why", List.of(new AdjustedWindow(START, END))))));
        }
    }

    private void resources() {
        written.put("resource", EventCodec.RESOURCES.encode(new ResourceEvent(2, "{}", END, "ann", "a reason")));
        written.put("resource-deleted", EventCodec.RESOURCES.encode(new ResourceEvent(3, null, END, "", "")));
        written.put(
                "request",
                EventCodec.REQUESTS.encode(new RequestEvent(
                        "0123456789abcdef",
                        END,
                        Stream.of(RequestAction.values())
                                .map(action -> new RequestOutcome(7, action))
                                .toList())));
    }

    private String golden() throws IOException {
        try (InputStream golden = getClass().getResourceAsStream("/golden/events.txt")) {
            return new String(golden.readAllBytes(), UTF_8).strip();
        }
    }
}
