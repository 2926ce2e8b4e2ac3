package io.tollgate.translate.limits;

import io.tollgate.translate.yaml.YamlWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The limits of one domain. Built by one thread. */
public final class DomainLimits {

    private final String domain;
    private final List<LimitEntry> descriptors = new ArrayList<>();

    /** Makes a domain without limits. */
    public DomainLimits(String domain) {
        this.domain = domain;
    }

    /** Returns its name. */
    public String domain() {
        return domain;
    }

    /** Returns the rule for the first entry, a new one if there was none. */
    public LimitEntry first(String key, @Nullable String value) {
        return LimitEntry.find(descriptors, key, value);
    }

    /** Returns the limit file. */
    public String yaml() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("domain", domain);
        if (!descriptors.isEmpty()) {
            tree.put("descriptors", descriptors.stream().map(LimitEntry::tree).toList());
        }
        return YamlWriter.write(tree);
    }
}
