package io.tollgate.gateway.limits.file;

import io.tollgate.gateway.limits.yaml.YamlCursor;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One of the maps that the grammar knows, with the names of its fields.
 *
 * @param title as messages name it
 * @param reference the reference's names for its fields
 * @param extensions the names of fields that only Tollgate knows
 */
record MapPlace(String title, List<String> reference, List<String> extensions) {

    static final MapPlace ROOT = new MapPlace(
            "the root", List.of("domain", "descriptors"), List.of("windows", "time_zone", "subscriptions"));

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
                    "metadata"),
            List.of("rate_limits", "meter", "observe", "hits", "limits_from", "feature"));

    private static final List<String> LIMIT_EXTENSIONS =
            List.of("windows", "time_zone", "unit_multiplier", "algorithm", "charge", "sharing");

    static final MapPlace RATE_LIMIT = new MapPlace(
            "rate_limit", List.of("unit", "requests_per_unit", "unlimited", "name", "replaces"), LIMIT_EXTENSIONS);

    static final MapPlace RATE_LIMITS_ENTRY = new MapPlace(
            "an entry of rate_limits",
            List.of("unit", "requests_per_unit", "name", "replaces", "shadow_mode"),
            LIMIT_EXTENSIONS);

    static final MapPlace SUBSCRIPTIONS = new MapPlace(
            "subscriptions",
            List.of(),
            SubscriptionAnswers.FIELDS.keySet().stream().sorted().toList());

    static final MapPlace REPLACES = new MapPlace("an entry of replaces", List.of("name"), List.of());

    /** Below a name in the wrong map nothing is read, but the reference rejects unknown names there too. */
    static final MapPlace UNREAD = new MapPlace(
            "a map that is ignored",
            Stream.of(ROOT, DESCRIPTOR, RATE_LIMIT)
                    .flatMap(place -> place.reference.stream())
                    .toList(),
            Stream.of(ROOT, DESCRIPTOR, RATE_LIMIT)
                    .flatMap(place -> place.extensions.stream())
                    .toList());

    /** Where a name that stands in the wrong map may belong, as the reference has it. */
    private static final List<MapPlace> HOMES = List.of(ROOT, DESCRIPTOR, RATE_LIMIT, REPLACES);

    /**
     * Rejects a name that no map has. One that belongs to another map is ignored, as the reference does, with a warning
     * that says where it belongs.
     *
     * @param withExtensions whether names are allowed that only Tollgate knows
     */
    void check(String name, YamlCursor field, boolean withExtensions) {
        if (has(name, withExtensions)) {
            return;
        }
        if (extensions.contains(name)) {
            throw field.error("config error, unknown key '" + name + "' in " + title + " (only Tollgate knows it)");
        }
        String homes = HOMES.stream()
                .filter(place -> place.reference.contains(name))
                .map(MapPlace::title)
                .collect(Collectors.joining(" or "));
        if (homes.isEmpty()) {
            throw field.error("config error, unknown key '" + name + "' in " + title + " (known: "
                    + String.join(", ", names()) + ")");
        }
        field.warn("'" + name + "' is ignored: it belongs to " + homes + ", not to " + title);
    }

    /** Returns the place that the maps below a name are. */
    MapPlace child(String name) {
        if (equals(UNREAD)) {
            return UNREAD;
        }
        return switch (name) {
            case "descriptors" -> DESCRIPTOR;
            case "rate_limit" -> RATE_LIMIT;
            case "rate_limits" -> RATE_LIMITS_ENTRY;
            case "replaces" -> REPLACES;
            case "subscriptions" -> SUBSCRIPTIONS;
            default -> UNREAD;
        };
    }

    /** Returns whether a name has a meaning in this map. */
    boolean has(String name, boolean withExtensions) {
        return reference.contains(name) || (withExtensions && extensions.contains(name));
    }

    /** Returns the names of all its fields. */
    List<String> names() {
        return Stream.concat(reference.stream(), extensions.stream()).toList();
    }
}
