package io.tollgate.gateway.decision;

import static java.util.Objects.requireNonNull;

import io.tollgate.model.DescriptorEntry;
import io.tollgate.model.MostHits;
import io.tollgate.model.Unit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Envoy asks: may a request pass that has these descriptors?
 *
 * @param domain not empty
 * @param descriptors at least one
 */
public record RateLimitQuery(String domain, List<Descriptor> descriptors) {

    /** The largest number of hits one descriptor may add; keeps every sum far from wrapping. */
    public static final long MAX_HITS = MostHits.AT_ONCE;

    public RateLimitQuery {
        requireNonNull(domain, "domain");
        descriptors = List.copyOf(descriptors);
    }

    /**
     * One descriptor of the request.
     *
     * @param hits hits to add or to give back, 0 to {@link #MAX_HITS}; 0 only looks
     * @param override a limit that comes with the request and stands for that of the limit files
     * @param givesBack whether the hits are given back rather than added; such a descriptor is never over its limit
     * @param reported whether added hits are told after they were served, whatever the rule says of them
     */
    public record Descriptor(
            List<DescriptorEntry> entries,
            long hits,
            @Nullable LimitOverride override,
            boolean givesBack,
            boolean reported) {

        /** Makes a descriptor that adds hits. */
        public Descriptor(List<DescriptorEntry> entries, long hits, @Nullable LimitOverride override) {
            this(entries, hits, override, false);
        }

        /** Makes a descriptor whose hits are reported where the rule says so. */
        public Descriptor(
                List<DescriptorEntry> entries, long hits, @Nullable LimitOverride override, boolean givesBack) {
            this(entries, hits, override, givesBack, false);
        }

        public Descriptor {
            entries = List.copyOf(entries);
            if (hits < 0 || hits > MAX_HITS) {
                throw new IllegalArgumentException(
                        "hits_addend " + Long.toUnsignedString(hits) + " is too large (at most " + MAX_HITS + ")");
            }
        }
    }

    /**
     * A limit that comes with the request.
     *
     * @param requestsPerUnit 0 or more
     * @param unitMultiplier units in one window, at least 1; windows of up to about a hundred
     *     years
     */
    public record LimitOverride(long requestsPerUnit, Unit unit, int unitMultiplier) {

        public LimitOverride {
            requireNonNull(unit, "unit");
            if (unitMultiplier < 1 || unitMultiplier > unit.mostInAWindow()) {
                throw new IllegalArgumentException("the limit in a descriptor has unit_multiplier "
                        + Integer.toUnsignedString(unitMultiplier) + " (expected: 1 to " + unit.mostInAWindow()
                        + " of unit " + unit + ")");
            }
        }

        /** Makes a limit whose windows are one unit long. */
        public LimitOverride(long requestsPerUnit, Unit unit) {
            this(requestsPerUnit, unit, 1);
        }
    }
}
