package io.tollgate.streams.http;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.model.Window;
import io.tollgate.plan.Customer;
import io.tollgate.plan.CustomerTerms;
import io.tollgate.plan.Standing;
import io.tollgate.plan.Standing.Entitled;
import io.tollgate.resource.NoSuchResourceException;
import io.tollgate.streams.csv.CsvLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a customer has used of all features, limit by limit. A look charges nothing. Thread-safe. */
final class CustomerUsage {

    private static final String KEY = "key";
    private static final String FEATURES = "features";
    private static final String LIMITS = "limits";
    private static final String AS_OF = "as_of";
    private static final List<String> OF_LIMIT =
            List.of("name", "window_start", "resets_at", "used", "limit", "remaining", "overage");

    private final AccessAnswers.Terms terms;
    private final AccessAnswers access;

    CustomerUsage(AccessAnswers.Terms terms, AccessAnswers access) {
        this.terms = requireNonNull(terms, "terms");
        this.access = requireNonNull(access, "access");
    }

    /**
     * Returns what a customer has used.
     *
     * @param feature the only one that is wanted; null for all that the customer has
     * @throws NoSuchResourceException if there is no such customer
     */
    ObjectNode of(String customer, @Nullable String feature, Instant now) {
        CustomerTerms agreed =
                terms.find(customer).orElseThrow(() -> new NoSuchResourceException(Customer.idOf(customer)));
        JsonNode answers = access.answer(
                        new AccessRequest(List.of(customer), feature == null ? List.of() : List.of(feature)), now)
                .get("answers");
        ObjectNode usage = ResourceJson.object().put("customer", customer);
        usage.put(AS_OF, earliest(answers));
        ArrayNode features = usage.putArray(FEATURES);
        for (JsonNode answer : answers) {
            if (answer.hasNonNull("feature")) {
                add(features.addObject(), answer, agreed, now);
            }
        }
        return usage;
    }

    /** All numbers are at least as new as the oldest. */
    private static String earliest(JsonNode answers) {
        Instant earliest = Instant.MAX;
        for (JsonNode answer : answers) {
            Instant asOf = Instant.parse(answer.get(AS_OF).textValue());
            earliest = asOf.isBefore(earliest) ? asOf : earliest;
        }
        return earliest.toString();
    }

    private static void add(ObjectNode feature, JsonNode answer, CustomerTerms agreed, Instant now) {
        String key = answer.get("feature").textValue();
        Standing standing = agreed.at(key, now);
        Entitled entitled = standing instanceof Entitled has ? has : null;
        feature.put(KEY, key);
        feature.put("unit", entitled == null ? null : entitled.feature().unit());
        feature.put(
                "subscription",
                entitled == null ? null : entitled.subscription().key());
        feature.put("plan", entitled == null ? null : entitled.plan().ref().toString());
        feature.set("has_access", answer.get("has_access"));
        feature.set("reason", answer.get("reason"));
        ArrayNode limits = feature.putArray(LIMITS);
        Instant asOf = Instant.parse(answer.get(AS_OF).textValue());
        for (JsonNode limit : answer.get(LIMITS)) {
            ObjectNode told = limits.addObject();
            told.setAll((ObjectNode) limit);
            putForecast(told, asOf);
        }
    }

    private static void putForecast(ObjectNode limit, Instant asOf) {
        Window window = new Window(
                Instant.parse(limit.get("window_start").textValue()).toEpochMilli(),
                Instant.parse(limit.get("resets_at").textValue()).toEpochMilli());
        JsonNode amount = limit.get("limit");
        UsageForecast forecast = UsageForecast.of(
                window, limit.get("used").longValue(), amount.isNull() ? null : amount.longValue(), asOf);
        if (forecast == null) {
            limit.putNull("forecast");
            return;
        }
        Instant runsOut = forecast.runsOutAt();
        limit.putObject("forecast")
                .put("method", UsageForecast.METHOD)
                .put("at_reset", forecast.atReset())
                .put("runs_out_at", runsOut == null ? null : runsOut.toString());
    }

    /** Returns usage as CSV, one line for each limit. */
    static String csv(ObjectNode usage) {
        List<String> names = new ArrayList<>(List.of("customer", "feature", "unit", "subscription", "plan"));
        names.addAll(OF_LIMIT);
        names.addAll(List.of("forecast_at_reset", "runs_out_at", AS_OF));
        StringBuilder csv = new StringBuilder(CsvLine.of(names));
        for (JsonNode feature : usage.get(FEATURES)) {
            for (JsonNode limit : feature.get(LIMITS)) {
                List<@Nullable Object> cells = new ArrayList<>(Arrays.asList(
                        cell(usage, "customer"),
                        cell(feature, KEY),
                        cell(feature, "unit"),
                        cell(feature, "subscription"),
                        cell(feature, "plan")));
                OF_LIMIT.forEach(name -> cells.add(cell(limit, name)));
                cells.add(cell(limit.path("forecast"), "at_reset"));
                cells.add(cell(limit.path("forecast"), "runs_out_at"));
                cells.add(cell(usage, AS_OF));
                csv.append(CsvLine.of(cells));
            }
        }
        return csv.toString();
    }

    private static @Nullable Object cell(JsonNode of, String name) {
        JsonNode value = of.path(name);
        return value.isTextual() ? value.textValue() : value.isNumber() ? value.numberValue() : null;
    }
}
