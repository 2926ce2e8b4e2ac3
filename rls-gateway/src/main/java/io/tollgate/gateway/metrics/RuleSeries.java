package io.tollgate.gateway.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.tollgate.gateway.decision.ChargedHits;

/** The statistics of one path, with the reference's arithmetic. Counting takes no lock once each of them has grown. */
final class RuleSeries {

    private final GrowingCounter totalHits;
    private final GrowingCounter totalNegativeHits;
    private final GrowingCounter withinLimit;
    private final GrowingCounter overLimit;
    private final GrowingCounter nearLimit;
    private final GrowingCounter overLimitWithLocalCache;
    private final GrowingCounter shadowMode;

    /** @param path domain and path, cleaned */
    RuleSeries(MeterRegistry registry, String path) {
        String prefix = StatNames.RULES + path + ".";
        totalHits = new GrowingCounter(registry, prefix, StatNames.TOTAL_HITS);
        totalNegativeHits = new GrowingCounter(registry, prefix, StatNames.TOTAL_NEGATIVE_HITS);
        withinLimit = new GrowingCounter(registry, prefix, StatNames.WITHIN_LIMIT);
        overLimit = new GrowingCounter(registry, prefix, StatNames.OVER_LIMIT);
        nearLimit = new GrowingCounter(registry, prefix, StatNames.NEAR_LIMIT);
        overLimitWithLocalCache = new GrowingCounter(registry, prefix, StatNames.OVER_LIMIT_WITH_LOCAL_CACHE);
        shadowMode = new GrowingCounter(registry, prefix, StatNames.SHADOW_MODE);
    }

    /**
     * Counts what became of hits. Amounts of zero or less, which the formulas give where a statistic does not apply, add
     * nothing.
     *
     * @param near hits above which a counter is near its limit
     * @param localCache whether hits count as denied by the local cache where an earlier request was over
     */
    void count(ChargedHits charged, long near, boolean localCache) {
        if (charged.givenBack()) {
            totalNegativeHits.add(charged.hits());
            return;
        }
        totalHits.add(charged.hits());
        if (charged.overLimit()) {
            countOver(charged, near, localCache);
        } else {
            withinLimit.add(charged.hits());
            nearLimit.add(Math.min(charged.hits(), charged.usedBefore() + charged.hits() - near));
        }
    }

    private void countOver(ChargedHits charged, long near, boolean localCache) {
        long limit = charged.limit().requestsPerUnit();
        long before = charged.usedBefore();
        long above = before >= limit ? charged.hits() : before + charged.hits() - limit;
        overLimit.add(above);
        nearLimit.add(limit - Math.max(near, before));
        if (localCache && before > limit) {
            overLimitWithLocalCache.add(charged.hits());
        }
        if (charged.shadowMode()) {
            shadowMode.add(above);
        }
    }

    long totalHits() {
        return totalHits.sum();
    }
}
