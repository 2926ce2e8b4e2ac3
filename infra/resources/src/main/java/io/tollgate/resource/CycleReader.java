package io.tollgate.resource;

import io.tollgate.model.Unit;
import io.tollgate.plan.Cycle;
import io.tollgate.plan.Cycles;
import io.tollgate.plan.PlanRef;
import io.tollgate.plan.Subscription;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads which anchor and time zone the document of a subscription says: one of each, which hold from the next billing period
 * on where they are others than before, or {@code cycles}, a list of them with the time from which each holds.
 */
final class CycleReader {

    private static final String CYCLES = "cycles";
    private static final String ANCHOR = "anchor";
    private static final String TIME_ZONE = "time_zone";
    private static final String FROM = "from";

    private CycleReader() {}

    static Cycles read(
            DocumentNode fields, @Nullable Subscription before, Function<PlanRef, Unit> billingPeriod, Instant now) {
        if (fields.find(CYCLES) != null) {
            for (String one : List.of(ANCHOR, TIME_ZONE)) {
                if (fields.find(one) != null) {
                    fields.wrong(one, "cycles says it too (expected: one of both)");
                }
            }
            return new Cycles(listed(fields));
        }
        ZoneId zone = fields.zone(TIME_ZONE);
        Instant anchor = fields.instant(ANCHOR, zone);
        if (before == null || now.isBefore(before.from())) {
            return Cycles.of(anchor, zone);
        }
        Cycles cycles = before.cycles();
        return cycles.endWith(anchor, zone)
                ? cycles
                : cycles.changedTo(anchor, zone, now, billingPeriod.apply(before.planAt(now)));
    }

    private static List<Cycle> listed(DocumentNode fields) {
        List<Cycle> cycles = new ArrayList<>();
        Instant last = null;
        for (DocumentNode cycle : fields.maps(CYCLES, Cycles.MOST)) {
            ZoneId zone = cycle.zone(TIME_ZONE);
            Instant from = cycle.instant(FROM, zone);
            if (cycles.isEmpty() != (from == null)) {
                cycle.wrong(
                        FROM, from == null ? "missing" : "the first one holds from the begin on (expected: no from)");
            } else if (last != null && from != null && !from.isAfter(last)) {
                cycle.wrong(FROM, "expected a time after that of the cycle before");
            }
            cycles.add(new Cycle(cycle.instant(ANCHOR, zone), zone, from));
            cycle.rejectOthers();
            last = from;
        }
        if (cycles.isEmpty()) {
            fields.wrong(CYCLES, "none (expected: at least one)");
            cycles.add(Cycles.of(null, ZoneId.of("UTC")).first());
        }
        return cycles;
    }
}
