package io.tollgate.gateway.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounting.HitTotals;
import io.tollgate.accounting.Incarnation;
import io.tollgate.gateway.decision.HitOutcome;
import io.tollgate.gateway.decision.OwnTotals;
import io.tollgate.gateway.journal.OwnTotalsStore.Row;
import io.tollgate.model.CounterKey;
import io.tollgate.model.Window;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** What a gateway keeps on its disk, as it was written by releases that are deployed. */
final class GoldenStorageTest {

    private static final CounterKey COUNTER = CounterKey.descriptor("api", 2)
            .entry("tenant", "ключ", false)
            .entry("path", "files/*", true)
            .build();
    private static final CounterKey LONG_COUNTER = CounterKey.descriptor("api", 1)
            .entry("tenant", "x".repeat(300), false)
            .build();
    private static final Window WINDOW = new Window(-3_600_000, 1_800_000_000_000L);
    private static final Incarnation SENDER = new Incarnation(new UUID(-1, 7), 1_800_000_000_001L, Long.MIN_VALUE);
    private static final Incarnation LATER = new Incarnation(new UUID(-1, 7), 1_800_000_000_002L, 5);
    private static final HitTotals TOTALS = new HitTotals(1, 300, 70_000, 1L << 53, Long.MAX_VALUE);

    /** Of a segment: the kernel's boot, which differs, is between the size of its slots and the first slot. */
    private static final int HEADER_BYTES = 4096;

    private static final int FIXED_HEADER_BYTES = 12;

    private final List<String> lines = new ArrayList<>();

    @TempDir
    private Path folder;

    @Test
    void everyByteIsAsItWas() throws IOException, RocksDBException {
        journal();
        store();

        assertThat(String.join("\n", lines)).isEqualTo(golden());
    }

    private void journal() throws IOException {
        Path files = folder.resolve("journal");
        Journal journal = Journal.open(files, new Journal.Settings(1 << 30, false), earlier -> {});
        journal.allocate(COUNTER, WINDOW, SENDER, true, TOTALS);
        OwnTotals counted = requireNonNull(journal.allocate(LONG_COUNTER, WINDOW, LATER, false, HitTotals.ZERO));
        long hits = 1;
        for (HitOutcome outcome : HitOutcome.values()) {
            counted.add(outcome, hits, hits + 1);
            hits *= 300;
        }
        slot("small", files.resolve("segment-000000"), Journal.SMALL_SLOT_BYTES);
        slot("large", files.resolve("segment-000001"), Journal.LARGE_SLOT_BYTES);
    }

    private void slot(String name, Path file, int slotBytes) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        lines.add(name + "-header " + hex(Arrays.copyOf(bytes, FIXED_HEADER_BYTES)));
        lines.add(name + "-slot "
                + hex(Arrays.copyOfRange(bytes, HEADER_BYTES, HEADER_BYTES + slotBytes))
                        .replaceAll("(00)+$", ""));
    }

    private void store() throws RocksDBException {
        Path files = folder.resolve("own-totals");
        try (OwnTotalsStore store = new OwnTotalsStore(files)) {
            store.starts().begin(SENDER);
            store.starts().found(List.of(LATER));
            store.write(List.of(row(COUNTER, SENDER, true), row(LONG_COUNTER, LATER, false)), true);
            store.cover(List.of(row(LONG_COUNTER, LATER, false)));
            store.putCovered(LATER);
        }
        try (Options options = new Options();
                RocksDB db = RocksDB.openReadOnly(options, files.toString());
                RocksIterator rows = db.newIterator()) {
            for (rows.seekToFirst(); rows.isValid(); rows.next()) {
                lines.add("row " + hex(rows.key()) + "=" + hex(rows.value()));
            }
        }
    }

    private static Row row(CounterKey counter, Incarnation sender, boolean accounted) {
        return new Row(new TotalsKey(counter, WINDOW, sender), TOTALS, accounted);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private String golden() throws IOException {
        try (InputStream golden = getClass().getResourceAsStream("/golden/storage.txt")) {
            return new String(golden.readAllBytes(), UTF_8).strip();
        }
    }
}
