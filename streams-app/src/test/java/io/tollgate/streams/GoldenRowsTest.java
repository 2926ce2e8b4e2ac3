package io.tollgate.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.event.Adjustment;
import io.tollgate.event.AppliedLimit;
import io.tollgate.event.CounterEntry;
import io.tollgate.event.DescriptorCounter;
import io.tollgate.event.HitEvent;
import io.tollgate.event.LimitAlgorithm;
import io.tollgate.event.LimitCharge;
import io.tollgate.event.Totals;
import io.tollgate.event.WindowHits;
import io.tollgate.event.WindowUse;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import io.tollgate.streams.ledger.LedgerNames;
import io.tollgate.streams.usage.Names;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of the stores and what is published of them, as they were written by releases that are deployed. */
final class GoldenRowsTest {

    private static final Window DAY = new Window(Events.NOW - 8 * Events.HOUR_MS, Events.NOW + 16 * Events.HOUR_MS);
    private static final Totals TOTALS = new Totals(300L, 5L, 7L, 11L, 2L);

    @TempDir
    private Path folder;

    @Test
    void everyByteOfUsageIsAsItWas() throws IOException {
        try (UsageDriver driver = new UsageDriver(folder)) {
            driver.sendMark(Events.mark(Events.gateway(1, 1)));
            for (WindowUse use : WindowUse.values()) {
                driver.send(Events.counter("use-" + use), event(1, use, null));
            }
            for (LimitCharge charge : LimitCharge.values()) {
                for (LimitAlgorithm algorithm : LimitAlgorithm.values()) {
                    AppliedLimit limit = new AppliedLimit("", 310L, false, algorithm, charge);
                    driver.send(
                            Events.counter(charge + "-" + algorithm), event(1, WindowUse.LIMIT_AND_ACCOUNTING, limit));
                }
            }
            driver.send(Events.counter("two"), event(1, WindowUse.LIMIT, null));
            driver.send(Events.counter("two"), event(2, WindowUse.LIMIT, null));
            driver.sendMark(Events.mark(Events.gateway(1, 9), Events.gateway(1, 1)));
            driver.advance(Duration.ofSeconds(2));
            driver.sendMark(Events.leaving(Events.gateway(2, 2)));
            driver.advance(Duration.ofMinutes(10));

            List<String> lines = new ArrayList<>(driver.dumpWritten());
            lines.addAll(driver.dump(Names.USAGE_STORE));
            lines.addAll(driver.dump(Names.GATEWAYS_STORE));
            assertThat(String.join("\n", lines)).isEqualTo(golden("usage.txt"));
        }
    }

    @Test
    void everyByteOfTheLedgerIsAsItWas() throws IOException {
        CounterKey counter = CounterKey.ofBytes(Events.counter("acme"));
        try (LedgerDriver driver = new LedgerDriver(folder)) {
            driver.sendMark(Events.mark(Events.gateway(1, 1)));
            driver.send(counter, event(1, WindowUse.LIMIT_AND_ACCOUNTING, null));
            driver.send(counter, event(2, WindowUse.ACCOUNTING, null));
            driver.send(CounterKey.ofBytes(Events.counter("observed")), event(1, WindowUse.OBSERVATION, null));
            driver.settle();
            driver.adjust(new Adjustment(
                    "credit-1",
                    new io.tollgate.event.CounterKey(
                            new DescriptorCounter("api", List.of(new CounterEntry("tenant", "acme", false)))),
                    Events.NOW,
                    -5L,
                    "a refund",
                    Events.NOW));
            driver.settle();
            driver.advance(Duration.ofHours(2));
            driver.sendMark(Events.mark(Events.gateway(1, 9), Events.gateway(1, 1)));
            driver.settle();

            List<String> lines = new ArrayList<>(driver.dumpWritten());
            lines.addAll(driver.dump(LedgerNames.STORE));
            lines.addAll(driver.dump(LedgerNames.IDS_STORE));
            assertThat(String.join("\n", lines)).isEqualTo(golden("ledger.txt"));
        }
    }

    private static HitEvent event(int gateway, WindowUse use, @Nullable AppliedLimit limit) {
        return Events.hits(
                Events.gateway(gateway, gateway),
                in(Events.HOUR, use, limit),
                in(DAY, WindowUse.LIMIT_AND_ACCOUNTING, limit));
    }

    private static WindowHits in(Window window, WindowUse use, @Nullable AppliedLimit limit) {
        return new WindowHits(window.startMillis(), window.endMillis(), use, TOTALS, limit);
    }

    private String golden(String file) throws IOException {
        try (InputStream golden = getClass().getResourceAsStream("/golden/" + file)) {
            return new String(golden.readAllBytes(), UTF_8).strip();
        }
    }
}
