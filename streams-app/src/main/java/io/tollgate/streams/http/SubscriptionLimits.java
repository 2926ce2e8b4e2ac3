package io.tollgate.streams.http;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.event.QuotaCounter;
import io.tollgate.model.Window;
import io.tollgate.plan.CustomerTerms;
import io.tollgate.plan.Standing.EffectiveLimit;
import io.tollgate.plan.Standing.Entitled;
import io.tollgate.streams.query.UsageUnavailableException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/** Tells the limits of a subscription beside what was used of it. Thread-safe. */
public final class SubscriptionLimits {

    private static final JsonMapper MAPPER = new JsonMapper();

    private final Function<String, Optional<CustomerTerms>> terms;
    private final InstantSource clock;

    public SubscriptionLimits(StoredResources resources, InstantSource clock) {
        this(resources::termsOfSubscription, clock);
    }

    /** @param terms finds all that is agreed with the customer of a subscription, by its key */
    SubscriptionLimits(Function<String, Optional<CustomerTerms>> terms, InstantSource clock) {
        this.terms = requireNonNull(terms, "terms");
        this.clock = requireNonNull(clock, "clock");
    }

    /**
     * Returns an answer with the limits that hold now; without any where the subscription does not hold.
     *
     * @param answer what was used, as JSON
     */
    String addTo(String answer, QuotaCounter counter) {
        ObjectNode told = read(answer);
        terms.apply(counter.getSubscription()).ifPresent(agreed -> addTo(told, counter, agreed));
        return told + "\n";
    }

    private void addTo(ObjectNode told, QuotaCounter counter, CustomerTerms agreed) {
        Instant now = clock.instant();
        if (agreed.at(counter.getFeature(), now, (subscription, feature) -> LimitAnswers.used(told))
                        instanceof Entitled entitled
                && entitled.subscription().key().equals(counter.getSubscription())) {
            ArrayNode limits = told.putArray("limits");
            for (EffectiveLimit limit : entitled.limits()) {
                Window window = limit.windows().at(now.toEpochMilli());
                limits.add(LimitAnswers.told(limit, window, LimitAnswers.used(told, window)));
            }
        }
    }

    private static ObjectNode read(String answer) {
        try {
            JsonNode read = MAPPER.readTree(answer);
            if (read instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw new UsageUnavailableException("an instance answers something that is no JSON");
        }
        throw new UsageUnavailableException("an instance answers something that is no map");
    }
}
