package io.tollgate.streams;

import static io.tollgate.streams.Events.HOUR_MS;
import static io.tollgate.streams.Events.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.event.GatewaySender;
import io.tollgate.event.HitEvent;
import io.tollgate.event.Mark;
import io.tollgate.event.UsageEvent;
import io.tollgate.event.WindowHits;
import io.tollgate.event.WindowUse;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Unit;
import io.tollgate.model.Window;
import io.tollgate.model.Windows;
import io.tollgate.topic.EventCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stores and records come to over months, with bounds for the figures of docs/measurements/reliability.md. */
final class LongLifeTest {

    private static final Windows MONTHS = Windows.calendar(Unit.MONTH, 1, ZoneOffset.UTC, 1);
    private static final CounterKey ACME = CounterKey.ofBytes(Events.counter("acme"));

    @TempDir
    Path folder;

    private static WindowHits in(Window window, long admitted) {
        return new WindowHits(
                window.startMillis(),
                window.endMillis(),
                WindowUse.LIMIT_AND_ACCOUNTING,
                Events.admitted(admitted),
                null);
    }

    /** A restarted gateway names the start before as covered, once usage holds what that one counted. */
    @ParameterizedTest(name = "{0} gateways: at most {1} B in the store, {2} B in a record")
    @CsvSource({"2, 4500, 250", "50, 110000, 3500"})
    void aMonthOfGatewaysThatRestartTwentyTimesIsBounded(int gateways, long mostStored, int mostInRecord) {
        Window month = MONTHS.at(NOW);
        try (UsageDriver usage = new UsageDriver(folder)) {
            for (int start = 1; start <= 20; start++) {
                for (int gateway = 0; gateway < gateways; gateway++) {
                    GatewaySender present = Events.gateway(gateway, start);
                    usage.sendMark(
                            start == 1
                                    ? Events.mark(present)
                                    : Events.mark(present, Events.gateway(gateway, start - 1)));
                    usage.send(ACME.bytes(), Events.hits(present, in(month, 1_000_000)));
                }
                usage.advance(Duration.ofSeconds(1));
            }

            List<UsageDriver.Out> records = usage.usage();
            UsageDriver.Out last = records.get(records.size() - 1);
            int recordBytes = EventCodec.USAGE.encode(new UsageEvent(last.usage())).length;
            System.out.printf(
                    "usage of a month, %d gateways that restarted 20 times: %d B in the store, %d B in a record%n",
                    gateways, usage.storedBytes(), recordBytes);
            assertThat(last.admitted(month)).isEqualTo(20L * gateways * 1_000_000);
            assertThat(usage.storedBytes()).isLessThanOrEqualTo(mostStored);
            assertThat(recordBytes).isLessThanOrEqualTo(mostInRecord);
        }
    }

    /** Looked at on the same day of each month: a running month keeps a row for each start that was folded away. */
    @Test
    void theStoreOfUsageStaysFlatOverThirteenMonthsOfTheSameCountersAndOfGatewaysThatRestartDaily() {
        NavigableSet<Long> bytes = new TreeSet<>();
        try (UsageDriver usage = new UsageDriver(folder)) {
            for (int day = 1; day <= 395; day++) {
                for (int gateway = 0; gateway < 2; gateway++) {
                    GatewaySender present = Events.gateway(gateway, day);
                    usage.sendMark(
                            day == 1 ? Events.mark(present) : Events.mark(present, Events.gateway(gateway, day - 1)));
                    long now = usage.now();
                    Window hour = new Window(now, now + HOUR_MS);
                    for (int counter = 0; counter < 50; counter++) {
                        usage.send(
                                Events.counter("tenant-" + counter),
                                Events.hits(present, in(hour, 7), in(MONTHS.at(now), 7)));
                    }
                }
                for (int part = 0; part < 24; part++) {
                    usage.advance(Duration.ofHours(1));
                }
                usage.published();
                if (day > 31
                        && Instant.ofEpochMilli(usage.now())
                                        .atOffset(ZoneOffset.UTC)
                                        .getDayOfMonth()
                                == 20) {
                    bytes.add(usage.storedBytes());
                }
            }
        }

        System.out.printf("usage of 50 counters hit by 2 gateways that restart daily, on the 20th: %s B%n", bytes);
        assertThat(bytes.last() - bytes.first()).as("%s", bytes).isLessThan(bytes.first() / 20);
    }

    @Test
    void storesOfTheLedgerStayFlatOverThirteenMonthsOfTheSameCounters() {
        List<CounterKey> counters = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            counters.add(CounterKey.ofBytes(Events.counter("tenant-" + i)));
        }
        NavigableSet<Integer> rows = new TreeSet<>();
        try (LedgerDriver ledger = new LedgerDriver(folder)) {
            for (int day = 0; day < 395; day++) {
                for (int part = 0; part < 4; part++) {
                    long now = ledger.now();
                    Window hour = new Window(now, now + HOUR_MS);
                    for (int gateway = 0; gateway < 2; gateway++) {
                        GatewaySender sender = Events.gateway(gateway, 1);
                        for (CounterKey counter : counters) {
                            ledger.send(counter, Events.hits(sender, in(hour, 7), in(MONTHS.at(now), 7)));
                        }
                        ledger.sendMark(new HitEvent(new Mark(sender, "edge", now, List.of(), false, List.of(), now)));
                    }
                    ledger.advance(Duration.ofHours(6));
                }
                ledger.rows();
                if (day > 80) { // two months and the late horizon
                    rows.add(ledger.stored());
                }
            }

            System.out.printf("ledger of 5 counters hit 4 times a day: %s rows, %d B%n", rows, ledger.storedBytes());
            assertThat(rows.last() - rows.first())
                    .as("rows over the months: %s", rows)
                    .isLessThan(rows.first() / 20);
        }
    }
}
