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
    private @Nullable LimitValue limit;
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
        limit = newLimit;
        shadowMode = inShadowMode;
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

    /** Returns the limit, null if there is none. */
    public @Nullable LimitValue limit() {
        return limit;
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
        LimitValue own = limit;
        if (own != null) {
            Map<String, Object> rateLimit = own.tree();
            if (name != null) {
                rateLimit.put("name", name);
            }
            tree.put("rate_limit", rateLimit);
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
