package io.tollgate.translate.limits;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A rule for one entry of a descriptor, and the rules for the entries after it. Built by one thread.
 */
public final class LimitEntry {

    private final String key;
    private final @Nullable String value;
    private final List<LimitEntry> descriptors = new ArrayList<>();
    private List<LimitValue> limits = List.of();
    private boolean shadowMode;
    private @Nullable String name;
    private boolean shared;

    /** @param value null for any value, with a counter for each */
    public LimitEntry(String key, @Nullable String value) {
        this.key = key;
        this.value = value;
    }

    /** Sets what is limited when this is the last entry. */
    public LimitEntry limit(LimitValue newLimit, boolean inShadowMode) {
        limits = List.of(newLimit);
        shadowMode = inShadowMode;
        return this;
    }

    /** Sets several limits that all hold when this is the last entry. */
    public LimitEntry limits(List<LimitValue> newLimits) {
        limits = List.copyOf(newLimits);
        return this;
    }

    /** Sets the limit's name. */
    public LimitEntry named(@Nullable String newName) {
        name = newName;
        return this;
    }

    /** Lets all values that its pattern stands for share one counter. */
    public LimitEntry shared() {
        shared = true;
        return this;
    }

    /** Returns the limit, the first of several; null if there is none. */
    public @Nullable LimitValue limit() {
        return limits.isEmpty() ? null : limits.get(0);
    }

    /** Returns the rule for the next entry, a new one if there was none. */
    public LimitEntry next(String nextKey, @Nullable String nextValue) {
        return find(descriptors, nextKey, nextValue);
    }

    static LimitEntry find(List<LimitEntry> among, String key, @Nullable String value) {
        for (LimitEntry entry : among) {
            if (entry.key.equals(key) && Objects.equals(entry.value, value)) {
                return entry;
            }
        }
        LimitEntry added = new LimitEntry(key, value);
        among.add(added);
        return added;
    }

    Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("key", key);
        if (value != null) {
            tree.put("value", value);
        }
        List<Map<String, Object>> rateLimits =
                limits.stream().map(LimitValue::tree).toList();
        if (name != null) {
            rateLimits.forEach(rateLimit -> rateLimit.put("name", name));
        }
        if (rateLimits.size() == 1) {
            tree.put("rate_limit", rateLimits.get(0));
        } else if (!rateLimits.isEmpty()) {
            tree.put("rate_limits", rateLimits);
        }
        if (shadowMode) {
            tree.put("shadow_mode", true);
        }
        if (shared) {
            tree.put("share_threshold", true);
        }
        if (!descriptors.isEmpty()) {
            tree.put("descriptors", descriptors.stream().map(LimitEntry::tree).toList());
        }
        return tree;
    }
}
