package io.tollgate.gateway.limits.file;

import io.tollgate.gateway.limits.file.DescriptorSpec.Flags;
import io.tollgate.gateway.limits.yaml.LimitFile;
import io.tollgate.gateway.limits.yaml.YamlCursor;
import io.tollgate.gateway.limits.yaml.YamlDocument;
import io.tollgate.gateway.limits.yaml.YamlFields;
import io.tollgate.model.DescriptorEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The grammar of one limit file: reads it from YAML and checks all that can be checked without its siblings. It is the
 * reference's with Tollgate's own fields added. What the reference silently ignores, such as a name in the wrong map, is
 * ignored with a warning. Not thread-safe.
 */
public final class LimitGrammar {

    private final LimitFileOptions options;
    private final RateLimitGrammar rateLimits;
    private final List<String> warnings = new ArrayList<>();

    public LimitGrammar(LimitFileOptions options) {
        this.options = options;
        this.rateLimits = new RateLimitGrammar(options);
    }

    /** Returns a line for each thing that is allowed but likely not meant, in all files read so far. */
    public List<String> warnings() {
        return Stream.concat(warnings.stream(), rateLimits.warnings().stream()).toList();
    }

    /**
     * Reads a file.
     *
     * @throws LimitConfigException if the file is rejected
     */
    public DomainSpec read(LimitFile file) {
        YamlDocument document = new YamlDocument(file);
        if (!new NameGlance(options.extensions(), document.mostNodes()).passes(document.node())) {
            new NameCheck(options.extensions()).check(document.root(), MapPlace.ROOT);
        }
        DomainSpec domain = domain(document.root());
        warnings.addAll(document.warnings());
        if (document.hasMoreDocuments()) {
            warnings.add(file.name() + ": only the first YAML document of a file is read");
        }
        return domain;
    }

    private DomainSpec domain(YamlCursor root) {
        YamlFields fields = YamlFields.of(root);
        String domain = fields.text("domain");
        if (domain.isEmpty()) {
            throw fields.place("domain").error("config file cannot have empty domain");
        }
        WindowSpec windows = WindowSpec.byDefault(options.defaultWindows()).overriddenBy(fields);
        rateLimits.subscriptions(SubscriptionAnswers.of(fields));
        return new DomainSpec(domain, descriptors(fields, windows, domain), windows, fields.place("domain"));
    }

    /** @param path of the parent, from the domain, for messages */
    private List<DescriptorSpec> descriptors(YamlFields fields, WindowSpec windows, String path) {
        List<DescriptorSpec> descriptors = new ArrayList<>();
        Map<DescriptorEntry, YamlCursor> siblings = new HashMap<>();
        for (YamlCursor element : fields.maps("descriptors")) {
            descriptors.add(descriptor(element, windows, path, siblings));
        }
        return descriptors;
    }

    /** Checks in the reference's order, so that of several errors the same one is told. */
    private DescriptorSpec descriptor(
            YamlCursor cursor, WindowSpec windows, String parent, Map<DescriptorEntry, YamlCursor> siblings) {
        YamlFields fields = YamlFields.of(cursor);
        String key = fields.text("key");
        if (key.isEmpty()) {
            throw fields.place("key").error("descriptor has empty key");
        }
        String value = fields.text("value");
        String path = parent + "." + DescriptorSpec.composite(key, value);
        YamlCursor first = siblings.putIfAbsent(new DescriptorEntry(key, value), cursor);
        if (first != null) {
            throw cursor.error("duplicate descriptor composite key '" + path + "' (first in " + first.position() + ")");
        }
        Flags flags = flags(fields);
        RuleSpec rule = rateLimits.rule(fields, flags.shadowMode(), windows);
        checkHits(flags, rule, fields);
        checkSharing(key, value, flags, fields);
        return new DescriptorSpec(
                key, value, flags, metadata(fields), rule, descriptors(fields, windows, path), cursor);
    }

    private static Flags flags(YamlFields fields) {
        return new Flags(
                fields.bool("shadow_mode"),
                fields.bool("quota_mode"),
                fields.bool("detailed_metric"),
                fields.bool("value_to_metric"),
                fields.bool("share_threshold"),
                reported(fields));
    }

    private static boolean reported(YamlFields fields) {
        YamlCursor field = fields.find("hits");
        if (field == null) {
            return false;
        }
        String text = fields.text("hits");
        if (!text.equals("reported")) {
            throw field.error("invalid hits '" + text + "' (expected: reported)");
        }
        return true;
    }

    private static void checkHits(Flags flags, @Nullable RuleSpec rule, YamlFields fields) {
        if (flags.reported() && (rule == null || rule.unlimited())) {
            throw fields.place("hits")
                    .error("hits has no meaning where none are counted (say observe: true to count without a limit)");
        }
    }

    private static Map<String, @Nullable Object> metadata(YamlFields fields) {
        YamlCursor field = fields.find("metadata");
        return field == null ? Map.of() : Metadata.read(field);
    }

    private static void checkSharing(String key, String value, Flags flags, YamlFields fields) {
        boolean wildcard = Wildcard.isWildcard(key) || Wildcard.isWildcard(value);
        if (flags.shareThreshold() && !wildcard) {
            throw fields.place("share_threshold")
                    .error("share_threshold can only be used with wildcard values (containing '*'), but found key '"
                            + DescriptorSpec.composite(key, value) + "'");
        }
    }
}
