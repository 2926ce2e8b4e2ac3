package io.tollgate.plan;

import static java.util.Objects.requireNonNull;

import io.tollgate.model.Unit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One version of a plan: what a subscriber may use. What it says stays as it is once it is published.
 *
 * @param billingPeriod the unit of the periods by which subscriptions are billed, an hour or longer
 */
public record Plan(
        PlanRef ref, Status status, Unit billingPeriod, List<Feature> features, Map<String, @Nullable Object> metadata)
        implements Resource {

    /** What may be done with a plan. */
    public enum Status {
        /** It may be changed, and nobody may subscribe to it. */
        DRAFT,
        /** It is published: customers may subscribe to it, and what it says is fixed. */
        ACTIVE,
        /** It is published; who has it keeps it, and nobody else may subscribe to it. */
        ARCHIVED
    }

    /**
     * What is counted together.
     *
     * @param unit what is counted, for people: requests, tokens, bytes
     * @param limits at least one, each with its name
     * @param reported whether hits are told after they were served: they are admitted whatever the answer is, and a request
     *     with none asks whether anything remains
     */
    public record Feature(String key, String unit, List<PlanLimit> limits, boolean reported) {

        /** Makes a feature whose hits are told by the requests that make them. */
        public Feature(String key, String unit, List<PlanLimit> limits) {
            this(key, unit, limits, false);
        }

        public Feature {
            requireNonNull(key, "key");
            requireNonNull(unit, "unit");
            limits = List.copyOf(limits);
        }
    }

    public Plan {
        requireNonNull(ref, "ref");
        requireNonNull(status, "status");
        requireNonNull(billingPeriod, "billingPeriod");
        features = List.copyOf(features);
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    @Override
    public ResourceId id() {
        return ref.id();
    }

    /**
     * Returns a feature.
     *
     * @param key null for the only one that it has
     */
    public Optional<Feature> feature(@Nullable String key) {
        if (key == null) {
            return features.size() == 1 ? Optional.of(features.get(0)) : Optional.empty();
        }
        return features.stream().filter(feature -> feature.key().equals(key)).findAny();
    }

    /** Returns the same plan with another status and metadata, which may change after it was published. */
    public Plan with(Status other, Map<String, @Nullable Object> otherMetadata) {
        return new Plan(ref, other, billingPeriod, features, otherMetadata);
    }
}
