package io.tollgate.plan;

import static java.util.Objects.requireNonNull;

import io.tollgate.model.Unit;
import io.tollgate.model.Windows;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where billing periods begin, and by which time zone windows are cut.
 *
 * @param anchor where a billing period begins; null for the first instant of a calendar unit
 * @param zone whose days and months the windows follow
 * @param from when this begins to hold; null where nothing held before
 */
public record Cycle(
        @Nullable Instant anchor, ZoneId zone, @Nullable Instant from) {

    private static final LocalDateTime FIRST_MONDAY = LocalDateTime.of(1970, 1, 5, 0, 0);
    private static final LocalDateTime FIRST_DAY = LocalDateTime.of(1970, 1, 1, 0, 0);

    public Cycle {
        requireNonNull(zone, "zone");
    }

    boolean says(@Nullable Instant otherAnchor, ZoneId otherZone) {
        return zone.equals(otherZone) && Objects.equals(anchor, otherAnchor);
    }

    boolean holdsFrom(Instant instant) {
        return from == null || !instant.isBefore(from);
    }

    Windows billingPeriods(Unit unit) {
        LocalDateTime begin =
                anchor == null ? unit == Unit.WEEK ? FIRST_MONDAY : FIRST_DAY : LocalDateTime.ofInstant(anchor, zone);
        return Windows.anchored(unit, 1, zone, begin);
    }

    Windows calendar(Unit unit, int multiplier) {
        return Windows.calendar(unit, multiplier, zone, 1);
    }

    Windows accounting() {
        return Windows.accounting(
                zone,
                anchor == null
                        ? LocalTime.MIDNIGHT
                        : LocalDateTime.ofInstant(anchor, zone).toLocalTime());
    }
}
