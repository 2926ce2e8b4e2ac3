package io.tollgate.streams.query;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.type.TypeReference;
import io.tollgate.event.DescriptorCounter;
import io.tollgate.event.QuotaCounter;
import io.tollgate.model.CounterKey;
import io.tollgate.streams.json.EntryJson;
import io.tollgate.streams.json.StrictJson;
import io.tollgate.topic.CounterKeyEvents;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Whose usage is asked for: a counter that a limit file charges, or one that a subscription owns.
 *
 * @param counter {@link DescriptorCounter} or {@link QuotaCounter}
 * @param key identity of that counter
 * @param maxAge how old the answer may be
 */
public record UsageRequest(SpecificRecordBase counter, CounterKey key, Duration maxAge) {

    static final String DOMAIN = "domain";
    static final String DESCRIPTOR = "descriptor";
    static final String SUBSCRIPTION = "subscription";
    static final String FEATURE = "feature";
    static final String MAX_AGE = "max_age";

    private static final List<String> PARAMETERS = List.of(DOMAIN, DESCRIPTOR, SUBSCRIPTION, FEATURE, MAX_AGE);
    private static final TypeReference<List<EntryJson>> ENTRIES = new TypeReference<>() {};
    private static final int DEFAULT_MAX_AGE_SECONDS = 60;
    private static final String DESCRIPTOR_EXPECTED =
            "a JSON list of the entries as they are charged, [{\"key\":\"customer\",\"value\":\"acme\"}]";

    public UsageRequest {
        requireNonNull(counter, "counter");
        requireNonNull(key, "key");
        requireNonNull(maxAge, "maxAge");
    }

    /**
     * Returns the request that the parameters of a query say.
     *
     * @throws UsageRequestException if they do not say one
     */
    public static UsageRequest parse(Map<String, String> parameters) {
        for (String name : new TreeSet<>(parameters.keySet())) {
            if (!PARAMETERS.contains(name)) {
                throw new UsageRequestException(
                        name + ": unknown (expected one of: " + String.join(", ", PARAMETERS) + ")");
            }
        }
        if (parameters.containsKey(SUBSCRIPTION) || parameters.containsKey(FEATURE)) {
            return quota(parameters);
        }
        DescriptorCounter counter = descriptor(
                required(parameters, DOMAIN, "the domain of a limit file"),
                required(parameters, DESCRIPTOR, DESCRIPTOR_EXPECTED));
        try {
            CounterKey key = CounterKeyEvents.key(new io.tollgate.event.CounterKey(counter));
            return new UsageRequest(counter, key, maxAge(parameters));
        } catch (IllegalArgumentException e) {
            throw new UsageRequestException(String.valueOf(e.getMessage()));
        }
    }

    private static UsageRequest quota(Map<String, String> parameters) {
        for (String name : List.of(DOMAIN, DESCRIPTOR)) {
            if (parameters.containsKey(name)) {
                throw new UsageRequestException(
                        name + ": names another counter than " + SUBSCRIPTION + " (expected: one of both)");
            }
        }
        String subscription = required(parameters, SUBSCRIPTION, "the key of a subscription");
        String feature = required(parameters, FEATURE, "the key of a feature");
        try {
            return quota(subscription, feature, maxAge(parameters));
        } catch (IllegalArgumentException e) {
            throw new UsageRequestException(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Returns the request for what a subscription used of a feature.
     *
     * @throws IllegalArgumentException if the names are too long for a counter
     */
    public static UsageRequest quota(String subscription, String feature, Duration maxAge) {
        return new UsageRequest(
                new QuotaCounter(subscription, feature), CounterKey.quota(subscription, feature), maxAge);
    }

    private static String required(Map<String, String> parameters, String name, String expected) {
        String value = parameters.get(name);
        if (value == null) {
            throw new UsageRequestException(name + ": missing (expected: " + expected + ")");
        }
        return value;
    }

    private static DescriptorCounter descriptor(String domain, String text) {
        try {
            return new DescriptorCounter(domain, EntryJson.entries(StrictJson.read(text, ENTRIES)));
        } catch (IllegalArgumentException e) {
            throw new UsageRequestException(
                    DESCRIPTOR + ": " + e.getMessage() + " (expected: " + DESCRIPTOR_EXPECTED + ")");
        }
    }

    private static Duration maxAge(Map<String, String> parameters) {
        String text = parameters.getOrDefault(MAX_AGE, String.valueOf(DEFAULT_MAX_AGE_SECONDS));
        if (!text.matches("[0-9]{1,9}")) {
            throw new UsageRequestException(MAX_AGE + ": '" + text + "' (expected: whole seconds)");
        }
        return Duration.ofSeconds(Integer.parseInt(text));
    }
}
