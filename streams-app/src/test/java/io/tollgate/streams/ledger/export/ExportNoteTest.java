package io.tollgate.streams.ledger.export;

import static io.tollgate.streams.ledger.export.TestRow.hour;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.streams.reading.Period;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ExportNoteTest {

    @Test
    void saysNothingWhereAllWindowsAreClosed() {
        assertThat(note(hour(24), hour(30))).isEmpty();
        assertThat(note(hour(48), hour(60))).isEmpty();
        assertThat(note(hour(23).plusSeconds(1), hour(30)))
                .as("no whole hour is left")
                .isEmpty();
    }

    @Test
    void saysUpToWhereAnExportIsCompleteWhoseEndIsInTheFuture() {
        assertThat(note(hour(10), hour(10).plusSeconds(90)))
                .contains("--to is " + hour(24) + ", which is in the future: the last window that is closed ends at "
                        + hour(10) + ", and what ends later is not in this export (export again when that time has"
                        + " passed)");
    }

    @Test
    void saysUpToWhereItIsCompleteThoughItsEndHasPassed() {
        assertThat(note(hour(22), hour(24)))
                .contains("the last window that is closed ends at " + hour(22) + ", and --to is " + hour(24)
                        + ": what ends between them is open or had no hits (ledger reconcile says how many windows are"
                        + " open)");
    }

    @Test
    void saysThatNothingIsClosedYet() {
        assertThat(ExportNote.of(request(null), Optional.empty(), hour(1), "--"))
                .hasValueSatisfying(note -> assertThat(note)
                        .contains("which is in the future: no window that ends after " + hour(0) + " is closed yet"));
        assertThat(note(hour(0).minusSeconds(7200), hour(30)))
                .hasValueSatisfying(note -> assertThat(note).startsWith("no window that ends after " + hour(0)));
    }

    @Test
    void saysOfTheRestOfAnExportOnlyWhatItKnows() {
        assertThat(ExportNote.of(request("0-7"), Optional.empty(), hour(30), "--"))
                .isEmpty();
        assertThat(ExportNote.of(request("0-7"), Optional.empty(), hour(10), "--"))
                .contains("--to is " + hour(24) + ", which is in the future: what ends after " + hour(10)
                        + " is not in this export (export again when that time has passed)");
    }

    private static Optional<String> note(Instant lastClosed, Instant now) {
        return ExportNote.of(request(null), Optional.of(lastClosed), now, "--");
    }

    private static ExportRequest request(@Nullable String after) {
        Map<String, String> parameters =
                new HashMap<>(Map.of(Period.FROM, hour(0).toString(), Period.TO, hour(24).toString()));
        if (after != null) {
            parameters.put(ExportRequest.AFTER, after);
        }
        return ExportRequest.parse(parameters, "--");
    }
}
