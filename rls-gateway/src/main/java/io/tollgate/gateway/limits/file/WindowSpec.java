package io.tollgate.gateway.limits.file;

import io.tollgate.gateway.limits.yaml.YamlCursor;
import io.tollgate.gateway.limits.yaml.YamlFields;
import io.tollgate.model.Unit;
import io.tollgate.model.Windows;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * What {@code windows} and {@code time_zone} say, at the root for all limits of the file or in one {@code rate_limit}.
 * This is Tollgate's own; the reference knows only windows aligned to the epoch.
 *
 * @param zone the zone of the calendar; UTC where windows are aligned to the epoch
 * @param chosen whether a file or an option said so, rather than the reference's default
 */
public record WindowSpec(WindowAlignment alignment, ZoneId zone, boolean chosen) {

    /** Returns what holds where a file says nothing. */
    public static WindowSpec byDefault(WindowAlignment alignment) {
        return new WindowSpec(alignment, ZoneOffset.UTC, alignment == WindowAlignment.CALENDAR);
    }

    /** Returns this, overridden by the map's fields. */
    public WindowSpec overriddenBy(YamlFields fields) {
        WindowAlignment said = alignment(fields);
        WindowAlignment effective = said == null ? alignment : said;
        YamlCursor zoneField = fields.find("time_zone");
        if (zoneField != null && effective == WindowAlignment.EPOCH) {
            throw zoneField.error("time_zone has no meaning for windows aligned to the epoch, which are UTC"
                    + " (say windows: calendar beside it, or leave time_zone out)");
        }
        return new WindowSpec(effective, zone(zoneField, effective), chosen || said != null);
    }

    private static @Nullable WindowAlignment alignment(YamlFields fields) {
        YamlCursor field = fields.find("windows");
        if (field == null) {
            return null;
        }
        return switch (fields.text("windows")) {
            case "epoch" -> WindowAlignment.EPOCH;
            case "calendar" -> WindowAlignment.CALENDAR;
            default ->
                throw field.error("invalid windows '" + fields.text("windows") + "' (expected: epoch or calendar)");
        };
    }

    private ZoneId zone(@Nullable YamlCursor field, WindowAlignment effective) {
        if (field == null) {
            return effective == WindowAlignment.EPOCH ? ZoneOffset.UTC : zone;
        }
        String id = field.scalar("the name of a time zone").text();
        try {
            if (ZoneId.getAvailableZoneIds().contains(id)) {
                return ZoneId.of(id).normalized();
            }
        } catch (DateTimeException e) {
            throw field.error("time_zone '" + id + "' cannot be read: " + e.getMessage());
        }
        throw field.error("unknown time_zone '" + id + "' (expected: an IANA name, say Europe/Berlin)");
    }

    /** Returns the windows of a limit with the given unit, of which each holds {@code multiplier}. */
    public Windows windows(Unit unit, int multiplier) {
        return switch (alignment) {
            case EPOCH -> Windows.epoch(unit, multiplier);
            case CALENDAR -> Windows.calendar(unit, multiplier, zone, 1);
        };
    }
}
