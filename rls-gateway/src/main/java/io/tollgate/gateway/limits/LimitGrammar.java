package io.tollgate.gateway.limits;

import io.tollgate.gateway.limits.DescriptorSpec.Flags;
import io.tollgate.model.Limit;
import io.tollgate.model.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The grammar of one limit file: reads it from YAML and checks all that can be checked without its siblings. It is the
 * reference's, with {@code windows} and {@code time_zone} added, and stricter in three points: a name in the wrong map is
 * refused and not ignored, so is a name given twice, and {@code unlimited} goes with no unit at all, not even a misspelt
 * one. Not thread-safe.
 */
final class LimitGrammar {

    private final WindowSpec defaultWindows;
    private final List<String> warnings = new ArrayList<>();

    LimitGrammar(WindowAlignment defaultWindows) {
        this.defaultWindows = WindowSpec.byDefault(defaultWindows);
    }

    /** Returns a line for each thing that is allowed but likely not meant, in all files read so far. */
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    /**
     * Reads a file.
     *
     * @throws LimitConfigException if the file is refused
     */
    DomainSpec read(LimitFile file) {
        YamlDocument document = new YamlDocument(file);
        DomainSpec domain = domain(document.root());
        if (document.hasMoreDocuments()) {
            warnings.add(file.name() + ": only the first YAML document of a file is read");
        }
        return domain;
    }

    private DomainSpec domain(YamlCursor root) {
        YamlFields fields = YamlFields.of(root, MapPlace.ROOT);
        String domain = fields.text("domain");
        if (domain.isEmpty()) {
            throw fields.place("domain").error("config file cannot have empty domain");
        }
        WindowSpec windows = defaultWindows.overriddenBy(fields);
        return new DomainSpec(domain, descriptors(fields, windows), windows, fields.place("domain"));
    }

    private List<DescriptorSpec> descriptors(YamlFields fields, WindowSpec windows) {
        List<DescriptorSpec> descriptors = new ArrayList<>();
        for (YamlCursor element : fields.maps("descriptors")) {
            descriptors.add(descriptor(element, windows));
        }
        return descriptors;
    }

    private DescriptorSpec descriptor(YamlCursor cursor, WindowSpec windows) {
        YamlFields fields = YamlFields.of(cursor, MapPlace.DESCRIPTOR);
        String key = fields.text("key");
        if (key.isEmpty()) {
            throw fields.place("key").error("descriptor has empty key");
        }
        DescriptorSpec descriptor = new DescriptorSpec(
                key,
                fields.text("value"),
                flags(fields),
                metadata(fields),
                limit(fields, windows),
                descriptors(fields, windows),
                cursor);
        checkSharing(descriptor, fields);
        return descriptor;
    }

    private static Flags flags(YamlFields fields) {
        return new Flags(
                fields.bool("shadow_mode"),
                fields.bool("quota_mode"),
                fields.bool("detailed_metric"),
                fields.bool("value_to_metric"),
                fields.bool("share_threshold"));
    }

    private static Map<String, @Nullable Object> metadata(YamlFields fields) {
        YamlCursor field = fields.find("metadata");
        return field == null ? Map.of() : Metadata.read(field);
    }

    private static void checkSharing(DescriptorSpec descriptor, YamlFields fields) {
        if (descriptor.flags().shareThreshold() && !descriptor.isWildcard()) {
            throw fields.place("share_threshold")
                    .error("share_threshold can only be used with wildcard values (containing '*'), but found key '"
                            + descriptor.composite() + "'");
        }
    }

    private @Nullable LimitSpec limit(YamlFields descriptor, WindowSpec inherited) {
        YamlCursor cursor = descriptor.find("rate_limit");
        if (cursor == null) {
            return null;
        }
        YamlFields fields = YamlFields.of(cursor, MapPlace.RATE_LIMIT);
        String name = fields.text("name");
        long requestsPerUnit = fields.uint32("requests_per_unit");
        WindowSpec windows = inherited.overriddenBy(fields);
        if (fields.bool("unlimited")) {
            refuseUnlimitedWithUnit(fields);
            return new LimitSpec(name, replaces(name, fields), null, windows.zone());
        }
        Unit unit = unit(fields);
        warnAboutEpoch(unit, windows, fields.place("unit"));
        Limit limit = new Limit(name, requestsPerUnit, unit, windows.windows(unit));
        return new LimitSpec(name, replaces(name, fields), limit, windows.zone());
    }

    private static void refuseUnlimitedWithUnit(YamlFields fields) {
        if (!fields.text("unit").isEmpty()) {
            throw fields.place("unit").error("should not specify rate limit unit when unlimited");
        }
        for (String name : List.of("windows", "time_zone")) {
            if (fields.find(name) != null) {
                throw fields.place(name).error("should not specify " + name + " when unlimited");
            }
        }
    }

    private static Unit unit(YamlFields fields) {
        String text = fields.text("unit");
        for (Unit unit : Unit.values()) {
            if (unit.name().equals(text.toUpperCase(Locale.ROOT))) {
                return unit;
            }
        }
        throw fields.place("unit")
                .error("invalid rate limit unit '" + text
                        + "' (expected: second, minute, hour, day, week, month or year)");
    }

    private void warnAboutEpoch(Unit unit, WindowSpec windows, YamlCursor place) {
        if (windows.chosen()) {
            return;
        }
        switch (unit) {
            case SECOND, MINUTE, HOUR, DAY -> {}
            case WEEK -> warnAboutEpoch(place, "weeks begin on Thursday");
            case MONTH -> warnAboutEpoch(place, "months have 30 days");
            case YEAR -> warnAboutEpoch(place, "years have 365 days");
        }
    }

    private void warnAboutEpoch(YamlCursor place, String consequence) {
        warnings.add(place.message(consequence + ", as in the reference, because the file does not say"
                + " windows: calendar (or windows: epoch, if that is meant)"));
    }

    private static List<String> replaces(String ownName, YamlFields fields) {
        List<String> names = new ArrayList<>();
        for (YamlCursor entry : fields.maps("replaces")) {
            YamlFields entryFields = YamlFields.of(entry, MapPlace.REPLACES);
            String name = entryFields.text("name");
            if (name.isEmpty()) {
                throw entryFields.place("name").error("should not have an empty replaces entry");
            }
            if (name.equals(ownName)) {
                throw entryFields.place("name").error("replaces should not contain name of same descriptor");
            }
            names.add(name);
        }
        return names;
    }
}
