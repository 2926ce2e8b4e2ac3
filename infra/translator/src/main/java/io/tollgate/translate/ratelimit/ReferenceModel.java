package io.tollgate.translate.ratelimit;

import io.tollgate.model.DescriptorEntry;
import io.tollgate.model.Unit;
import io.tollgate.translate.source.SourceNode;
import io.tollgate.translate.verify.AskedDescriptor;
import io.tollgate.translate.verify.HeldLimit;
import io.tollgate.translate.verify.SourceModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Which limits envoyproxy/ratelimit finds for descriptors, by its documented rules: keys and values are joined with {@code _},
 * and so are the names of counters.
 */
public final class ReferenceModel implements SourceModel<AskedDescriptor> {

    private static final String LETTERS = "ab_c1";

    private final Map<String, List<ReferenceRule>> domains = new LinkedHashMap<>();

    /**
     * Reads limit files.
     *
     * @param files a document each, as the gateway's loader takes them
     * @throws io.tollgate.translate.source.SourceException if one cannot be read
     */
    public ReferenceModel(List<SourceNode> files) {
        for (SourceNode file : files) {
            domains.computeIfAbsent(file.required("domain").text(), any -> new ArrayList<>())
                    .addAll(ReferenceRule.of(file.items("descriptors")));
        }
    }

    @Override
    public boolean hasQuestions() {
        return domains.values().stream().anyMatch(rules -> !rules.isEmpty());
    }

    /** Follows a path of rules, and strays from it now and then. */
    @Override
    public AskedDescriptor question(Random random) {
        List<String> names = List.copyOf(domains.keySet());
        String domain = names.get(random.nextInt(names.size()));
        List<DescriptorEntry> entries = new ArrayList<>();
        List<ReferenceRule> level = domains.getOrDefault(domain, List.of());
        while (!level.isEmpty() && (entries.isEmpty() || random.nextInt(8) > 0)) {
            ReferenceRule rule = level.get(random.nextInt(level.size()));
            entries.add(entry(rule, random));
            level = rule.rules();
        }
        if (random.nextInt(10) == 0) {
            entries.add(new DescriptorEntry(text(random), text(random)));
        }
        return new AskedDescriptor(domain, entries);
    }

    private static DescriptorEntry entry(ReferenceRule rule, Random random) {
        String key = filled(rule.key(), random);
        String value = rule.value().isEmpty() ? text(random) : filled(rule.value(), random);
        if (random.nextInt(4) > 0) {
            return new DescriptorEntry(key, value);
        }
        String joined = key + "_" + value;
        int border = joined.indexOf('_', random.nextInt(joined.length()));
        return border <= 0
                ? new DescriptorEntry(key, value)
                : new DescriptorEntry(joined.substring(0, border), joined.substring(border + 1));
    }

    private static String filled(String pattern, Random random) {
        StringBuilder filled = new StringBuilder();
        pattern.chars().forEach(letter -> {
            if (letter == '*') {
                filled.append(text(random));
            } else {
                filled.append((char) letter);
            }
        });
        return filled.toString();
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    @Override
    public List<HeldLimit> effects(AskedDescriptor question) {
        List<ReferenceRule> level = domains.getOrDefault(question.domain(), List.of());
        ReferenceRule rule = null;
        StringBuilder counter = new StringBuilder(question.domain()).append('_');
        for (DescriptorEntry entry : question.entries()) {
            rule = rule(level, entry);
            if (rule == null) {
                return List.of();
            }
            boolean shared = rule.shared() && rule.isWildcard();
            counter.append(entry.key())
                    .append('_')
                    .append(shared ? rule.value() : entry.value())
                    .append('_');
            level = rule.rules();
        }
        Unit unit = rule == null ? null : rule.unit();
        if (rule == null || unit == null) {
            return List.of();
        }
        return List.of(new HeldLimit(
                question.domain(),
                List.of(new DescriptorEntry("counter", counter.toString())),
                unit,
                rule.requests(),
                rule.shadowMode()));
    }

    private static @Nullable ReferenceRule rule(List<ReferenceRule> level, DescriptorEntry entry) {
        String joined = entry.key() + "_" + entry.value();
        ReferenceRule wildcard = null;
        ReferenceRule byKey = null;
        for (ReferenceRule rule : level) {
            if (rule.joined().equals(joined)) {
                return rule;
            }
            if (wildcard == null && rule.isWildcard() && rule.matches(joined)) {
                wildcard = rule;
            }
            if (rule.joined().equals(entry.key())) {
                byKey = rule;
            }
        }
        return wildcard == null ? byKey : wildcard;
    }
}
