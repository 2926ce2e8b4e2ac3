package io.tollgate.gateway.limits;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One of the maps that the grammar knows, with the names of its fields.
 *
 * @param title as messages name it
 */
record MapPlace(String title, List<String> names) {

    static final MapPlace ROOT = new MapPlace("the root", List.of("domain", "descriptors", "windows", "time_zone"));

    static final MapPlace DESCRIPTOR = new MapPlace(
            "a descriptor",
            List.of(
                    "key",
                    "value",
                    "rate_limit",
                    "descriptors",
                    "shadow_mode",
                    "quota_mode",
                    "detailed_metric",
                    "value_to_metric",
                    "share_threshold",
                    "metadata"));

    static final MapPlace RATE_LIMIT = new MapPlace(
            "rate_limit",
            List.of("unit", "requests_per_unit", "unlimited", "name", "replaces", "windows", "time_zone"));

    static final MapPlace REPLACES = new MapPlace("an entry of replaces", List.of("name"));

    private static final List<MapPlace> ALL = List.of(ROOT, DESCRIPTOR, RATE_LIMIT, REPLACES);

    /**
     * Refuses a name that has no meaning in this map. The reference checks names against one list for all maps and
     * ignores a known one in the wrong map; here the error says where it belongs.
     */
    void check(String name, YamlCursor field) {
        if (names.contains(name)) {
            return;
        }
        List<MapPlace> homes =
                ALL.stream().filter(place -> place.names.contains(name)).toList();
        if (homes.isEmpty()) {
            throw field.error("config error, unknown key '" + name + "' in " + title + " (known: "
                    + String.join(", ", names) + ")");
        }
        String where = homes.stream().map(MapPlace::title).collect(Collectors.joining(" or "));
        throw field.error("config error, key '" + name + "' belongs to " + where + ", not to " + title);
    }
}
