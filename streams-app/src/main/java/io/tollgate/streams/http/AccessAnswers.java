package io.tollgate.streams.http;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.model.Window;
import io.tollgate.plan.CustomerTerms;
import io.tollgate.plan.Plan;
import io.tollgate.plan.Standing;
import io.tollgate.plan.Standing.EffectiveLimit;
import io.tollgate.plan.Standing.Entitled;
import io.tollgate.plan.Standing.NotEntitled;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Says whether customers have features: what gateways would answer, without a charge. Thread-safe. */
final class AccessAnswers {

    private final Terms terms;
    private final Usage usage;

    /** Finds what is agreed with a customer. */
    interface Terms {
        /** Returns it; empty if there is no such customer. */
        Optional<CustomerTerms> find(String customer);
    }

    /** Finds what was used. */
    interface Usage {
        /** Returns the answer that {@code GET /v1/usage} gives for a subscription and a feature. */
        JsonNode of(String subscription, String feature);
    }

    AccessAnswers(Terms terms, Usage usage) {
        this.terms = requireNonNull(terms, "terms");
        this.usage = requireNonNull(usage, "usage");
    }

    /** Returns the answer to a request. */
    ObjectNode answer(AccessRequest request, Instant now) {
        ObjectNode answer = ResourceJson.object();
        ArrayNode answers = answer.putArray("answers");
        for (String customer : request.customers()) {
            Optional<CustomerTerms> found = terms.find(customer);
            if (found.isEmpty()) {
                features(request, List.of())
                        .forEach(feature -> none(answers, customer, feature, "unknown_customer", now));
                continue;
            }
            List<String> had = new ArrayList<>(had(found.get(), now));
            for (String feature : features(request, had)) {
                add(answers, found.get(), feature, now);
            }
        }
        return answer;
    }

    /** Asked for nothing in particular, a customer without any feature is told so once. */
    private static List<@Nullable String> features(AccessRequest request, List<String> had) {
        List<@Nullable String> features = new ArrayList<>(request.features().isEmpty() ? had : request.features());
        if (features.isEmpty()) {
            features.add(null);
        }
        return features;
    }

    private static Set<String> had(CustomerTerms terms, Instant now) {
        Set<String> features = new TreeSet<>();
        terms.subscriptions().forEach(subscription -> {
            Plan plan = terms.plans().get(subscription.planAt(now));
            if (plan != null) {
                plan.features().forEach(feature -> features.add(feature.key()));
            }
        });
        return features;
    }

    private void add(ArrayNode answers, CustomerTerms customer, @Nullable String feature, Instant now) {
        Map<String, JsonNode> asked = new HashMap<>();
        Standing standing = customer.at(feature, now, (subscription, of) -> {
            JsonNode found = usage.of(subscription, of);
            asked.put(subscription, found);
            return LimitAnswers.used(found);
        });
        if (standing instanceof Entitled entitled) {
            String subscription = entitled.subscription().key();
            JsonNode known = asked.get(subscription);
            JsonNode found =
                    known == null ? usage.of(subscription, entitled.feature().key()) : known;
            entitled(answers.addObject(), entitled, found, now);
        } else if (standing instanceof NotEntitled missing) {
            none(
                    answers,
                    customer.customer().key(),
                    feature,
                    missing.reason().name().toLowerCase(Locale.ROOT),
                    now);
        }
    }

    private static void none(ArrayNode answers, String customer, @Nullable String feature, String reason, Instant now) {
        ObjectNode answer = answers.addObject().put("customer", customer);
        answer.put("feature", feature).put("has_access", false).put("reason", reason);
        answer.putArray("limits");
        for (String number : List.of("used", "limit", "remaining", "overage", "resets_at")) {
            answer.putNull(number);
        }
        answer.put("as_of", now.toString());
    }

    private static void entitled(ObjectNode answer, Entitled entitled, JsonNode found, Instant now) {
        answer.put("customer", entitled.subscription().customer());
        answer.put("feature", entitled.feature().key());
        boolean denied = false;
        ObjectNode shown = null;
        List<ObjectNode> limits = new ArrayList<>();
        for (EffectiveLimit limit : entitled.limits()) {
            Window window = limit.windows().at(now.toEpochMilli());
            long hits = LimitAnswers.used(found, window);
            denied |= hits >= limit.deniedAbove();
            ObjectNode told = LimitAnswers.told(limit, window, hits);
            limits.add(told);
            if (shown == null || isMoreTelling(told, shown)) {
                shown = told;
            }
        }
        answer.put("has_access", !denied).put("reason", denied ? "limit_reached" : null);
        answer.putArray("limits").addAll(limits);
        for (String number : List.of("used", "limit", "remaining", "overage", "resets_at")) {
            answer.set(number, requireNonNull(shown).get(number));
        }
        answer.set("as_of", found.get("as_of"));
    }

    /** The one that has the smaller share left; of two with the same share the one whose window ends later. */
    private static boolean isMoreTelling(ObjectNode limit, ObjectNode than) {
        int order = Double.compare(left(limit), left(than));
        return order == 0
                ? limit.get("resets_at")
                                .textValue()
                                .compareTo(than.get("resets_at").textValue())
                        > 0
                : order < 0;
    }

    private static double left(ObjectNode limit) {
        return limit.get("limit").isNull()
                ? 1
                : limit.get("remaining").doubleValue()
                        / Math.max(1, limit.get("limit").longValue());
    }
}
