package io.tollgate.translate.limits;

import io.tollgate.model.Unit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The limit of a descriptor.
 *
 * @param unit of its windows
 * @param multiplier how many units a window has
 * @param requests that a window holds, 0 or more
 * @param unlimited whether nothing is limited, whatever the numbers say
 * @param sliding whether its windows slide
 * @param chargesAdmitted whether denied hits do not use it up
 */
public record LimitValue(
        Unit unit, int multiplier, long requests, boolean unlimited, boolean sliding, boolean chargesAdmitted) {

    /** The units that a number of seconds is told in, longest first. */
    private static final List<Unit> UNITS = List.of(Unit.DAY, Unit.HOUR, Unit.MINUTE, Unit.SECOND);

    /** Hits are admitted without a limit. */
    public static final LimitValue UNLIMITED = new LimitValue(Unit.SECOND, 0, true, false);

    /** Makes a limit by windows of one unit that all hits use up. */
    public LimitValue(Unit unit, long requests, boolean unlimited, boolean sliding) {
        this(unit, 1, requests, unlimited, sliding, false);
    }

    /** Returns a limit by windows of so many seconds, in the longest unit that they are whole, that admitted hits use up. */
    public static LimitValue ofAdmitted(int seconds, long requests) {
        Unit unit = UNITS.stream()
                .filter(candidate -> seconds % candidate.epochSeconds() == 0)
                .findFirst()
                .orElseThrow();
        return new LimitValue(unit, (int) (seconds / unit.epochSeconds()), requests, false, false, true);
    }

    /** Returns a limit by windows that do not slide. */
    public static LimitValue of(Unit unit, long requests) {
        return new LimitValue(unit, requests, false, false);
    }

    Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        if (unlimited) {
            tree.put("unlimited", true);
            return tree;
        }
        tree.put("unit", unit.name().toLowerCase(Locale.ROOT));
        if (multiplier != 1) {
            tree.put("unit_multiplier", multiplier);
        }
        tree.put("requests_per_unit", requests);
        if (sliding) {
            tree.put("algorithm", "sliding_window");
        }
        if (chargesAdmitted) {
            tree.put("charge", "admitted");
        }
        return tree;
    }

    /** Returns it for people, as in "10 per minute". */
    public String title() {
        return unlimited ? "no limit" : requests + " per " + title(unit, multiplier);
    }

    /** Returns the length of a window for people, as in "minute" and "5 minutes". */
    public static String title(Unit unit, int multiplier) {
        String name = unit.name().toLowerCase(Locale.ROOT);
        return multiplier == 1 ? name : multiplier + " " + name + "s";
    }
}
