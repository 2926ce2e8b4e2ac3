package io.tollgate.gateway.limits;

import io.tollgate.gateway.limits.DescriptorSpec.Flags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The grammar of one limit file: reads it from YAML and checks all that can be checked without its siblings. It is the
 * reference's with Tollgate's own fields added, and stricter in three points: a name in the wrong map is refused and not
 * ignored, so is a name given twice, and {@code unlimited} goes with no unit at all, not even a misspelt one. Not
 * thread-safe.
 */
final class LimitGrammar {

    private final LimitFileOptions options;
    private final RateLimitGrammar rateLimits;
    private final List<String> warnings = new ArrayList<>();

    LimitGrammar(LimitFileOptions options) {
        this.options = options;
        this.rateLimits = new RateLimitGrammar(options);
    }

    /** Returns a line for each thing that is allowed but likely not meant, in all files read so far. */
    List<String> warnings() {
        return Stream.concat(warnings.stream(), rateLimits.warnings().stream()).toList();
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
        YamlFields fields = YamlFields.of(root, MapPlace.ROOT, options);
        String domain = fields.text("domain");
        if (domain.isEmpty()) {
            throw fields.place("domain").error("config file cannot have empty domain");
        }
        WindowSpec windows = WindowSpec.byDefault(options.defaultWindows()).overriddenBy(fields);
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
        YamlFields fields = YamlFields.of(cursor, MapPlace.DESCRIPTOR, options);
        String key = fields.text("key");
        if (key.isEmpty()) {
            throw fields.place("key").error("descriptor has empty key");
        }
        Flags flags = flags(fields);
        DescriptorSpec descriptor = new DescriptorSpec(
                key,
                fields.text("value"),
                flags,
                metadata(fields),
                rateLimits.rule(fields, flags.shadowMode(), windows),
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
}
