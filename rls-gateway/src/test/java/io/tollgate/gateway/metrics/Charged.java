package io.tollgate.gateway.metrics;

import io.tollgate.gateway.decision.ChargedHits;
import io.tollgate.gateway.limits.LimitRule;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.model.DescriptorEntry;
import io.tollgate.model.Limit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Hits as the engine tells of them. */
record Charged(
        String domain,
        List<DescriptorEntry> entries,
        @Nullable LimitRule rule,
        Limit limit,
        long usedBefore,
        long hits) implements ChargedHits {

    static final String DOMAIN = "shop";

    /** Returns the hits of a request on the limits. */
    static Charged by(LimitTable limits, long usedBefore, long hits, String... keysAndValues) {
        List<DescriptorEntry> entries = entries(keysAndValues);
        LimitRule rule = Objects.requireNonNull(limits.match(DOMAIN, entries), "rule");
        return new Charged(DOMAIN, entries, rule, rule.limits().get(0), usedBefore, hits);
    }

    /** Returns a hit on a limit that came with the request. */
    static Charged override(Limit limit, String... keysAndValues) {
        return new Charged(DOMAIN, entries(keysAndValues), null, limit, 0, 1);
    }

    /** Returns the limits of these descriptors. */
    static LimitTable limits(String descriptors) {
        return LimitTable.parse(
                "limits.yaml",
                "domain: " + DOMAIN + "\ndescriptors: [" + descriptors + "]\n",
                LimitFileOptions.defaults());
    }

    private static List<DescriptorEntry> entries(String... keysAndValues) {
        List<DescriptorEntry> entries = new ArrayList<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            entries.add(new DescriptorEntry(keysAndValues[i], keysAndValues[i + 1]));
        }
        return entries;
    }

    @Override
    public boolean givenBack() {
        return false;
    }

    @Override
    public boolean overLimit() {
        return usedBefore + hits > limit.requestsPerUnit();
    }

    @Override
    public boolean shadowMode() {
        return rule != null && rule.shadowMode();
    }
}
