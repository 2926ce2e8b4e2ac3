package io.tollgate.translate.limits;

import io.tollgate.model.Unit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The limit of a descriptor.
 *
 * @param unit of its windows
 * @param requests that a window holds, 0 or more
 * @param unlimited whether nothing is limited, whatever the numbers say
 * @param sliding whether its windows slide
 */
public record LimitValue(Unit unit, long requests, boolean unlimited, boolean sliding) {

    /** Hits are admitted without a limit. */
    public static final LimitValue UNLIMITED = new LimitValue(Unit.SECOND, 0, true, false);

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
        tree.put("requests_per_unit", requests);
        if (sliding) {
            tree.put("algorithm", "sliding_window");
        }
        return tree;
    }

    /** Returns it for people, as in "10 per minute". */
    public String title() {
        return unlimited ? "no limit" : requests + " per " + unit.name().toLowerCase(Locale.ROOT);
    }
}
