package io.tollgate.translate.kongmesh;

import io.tollgate.model.Unit;
import io.tollgate.translate.Report;
import io.tollgate.translate.limits.LimitValue;
import io.tollgate.translate.source.SourceNode;
import java.util.Locale;
import java.util.Map;

/** Kong Mesh's {@code requestRate}. */
final class Rate {

    private static final Map<String, Unit> INTERVALS =
            Map.of("1s", Unit.SECOND, "1m", Unit.MINUTE, "1h", Unit.HOUR, "24h", Unit.DAY);

    /** Its documentation speaks of them, its schema does not allow them. */
    private static final Map<String, Unit> LONGER =
            Map.of("168h", Unit.WEEK, "7d", Unit.WEEK, "1w", Unit.WEEK, "1mo", Unit.MONTH, "1y", Unit.YEAR);

    private Rate() {}

    static LimitValue of(SourceNode num, SourceNode interval, Report report) {
        String text = interval.text();
        Unit unit = INTERVALS.get(text);
        if (unit == null) {
            unit = LONGER.get(text);
            if (unit == null) {
                throw interval.error(
                        "unknown interval '" + text + "' (expected: 1s, 1m, 1h, 24h, or beyond Kong Mesh 1w, 1mo, 1y)");
            }
            report.different(
                    interval,
                    "Kong Mesh takes intervals up to 24h only; this one becomes a limit by the "
                            + unit.name().toLowerCase(Locale.ROOT));
        }
        return LimitValue.of(unit, num.whole(0, Integer.MAX_VALUE));
    }
}
