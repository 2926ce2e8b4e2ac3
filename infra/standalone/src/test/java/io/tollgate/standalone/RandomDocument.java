package io.tollgate.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Random;
import java.util.function.Supplier;

/** Makes documents, most of whose fields have a value that fits. */
record RandomDocument(Random random) {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    ObjectNode next() {
        String kind = pick("Plan", "Customer", "Subscription", "Grant");
        ObjectNode document = JSON.objectNode().put("kind", kind).put("key", pick("a", "b.c", "d:e", "f+g~h"));
        maybe(document, "metadata", () -> JSON.objectNode().put("x", 1.5));
        maybe(document, "observed", () -> JSON.objectNode().put("revision", 1));
        switch (kind) {
            case "Plan" -> plan(document);
            case "Customer" -> maybe(document, "subjects", () -> list(() -> JSON.textNode(pick("x", "y", "z z"))));
            case "Subscription" -> subscription(document);
            default -> grant(document);
        }
        return document;
    }

    private void plan(ObjectNode plan) {
        plan.set("version", whole());
        maybe(plan, "status", () -> JSON.textNode(pick("draft", "active", "archived")));
        maybe(plan, "billing_period", () -> JSON.textNode(pick("hour", "month", "year", "second")));
        plan.set("features", list(() -> {
            ObjectNode feature = JSON.objectNode().put("key", pick("f", "g", "h"));
            maybe(feature, "unit", () -> JSON.textNode(pick("tokens", "GiB")));
            feature.set("limits", list(this::limit));
            return feature;
        }));
    }

    private ObjectNode limit() {
        ObjectNode limit = JSON.objectNode()
                .put("name", pick("l", "m", "n"))
                .put("unit", pick("second", "day", "week", "month", "billing_period"));
        amount(limit);
        maybe(limit, "unit_multiplier", this::whole);
        maybe(limit, "kind", () -> JSON.textNode(pick("hard", "soft", "metered")));
        maybe(limit, "grace_percent", this::whole);
        maybe(limit, "thresholds", () -> list(this::whole));
        maybe(limit, "rollover", () -> {
            ObjectNode rollover = JSON.objectNode().set("cap", whole());
            maybe(rollover, "max_periods", this::whole);
            return rollover;
        });
        return limit;
    }

    private void amount(ObjectNode limit) {
        if (random.nextInt(3) > 0) {
            limit.put("amount", random.nextBoolean() ? random.nextInt(100) : Long.MAX_VALUE - random.nextInt(2));
        }
        maybe(limit, "unlimited", () -> JSON.booleanNode(random.nextBoolean()));
    }

    private void subscription(ObjectNode subscription) {
        subscription.put("customer", "c");
        if (random.nextInt(3) > 0) {
            subscription.put("plan", pick("gold@1", "silver@23", "gold"));
        } else {
            subscription.set("phases", list(() -> {
                ObjectNode phase = JSON.objectNode().put("plan", "gold@1");
                maybe(phase, "from", this::time);
                return phase;
            }));
        }
        if (random.nextInt(3) > 0) {
            cycle(subscription);
        } else {
            subscription.set("cycles", list(() -> cycle(JSON.objectNode())));
        }
        maybe(subscription, "from", this::time);
        maybe(subscription, "to", () -> random.nextBoolean() ? time() : JSON.nullNode());
        maybe(
                subscription,
                "suspensions",
                () -> list(() -> {
                    ObjectNode suspension = JSON.objectNode().set("from", time());
                    maybe(suspension, "to", this::time);
                    return suspension;
                }));
        maybe(
                subscription,
                "overrides",
                () -> list(() -> {
                    ObjectNode override =
                            JSON.objectNode().put("feature", pick("f", "g")).put("limit", "l");
                    amount(override);
                    return override;
                }));
    }

    private ObjectNode cycle(ObjectNode cycle) {
        maybe(cycle, "anchor", this::time);
        maybe(cycle, "time_zone", () -> JSON.textNode(pick("UTC", "Europe/Berlin", "Mars/Base")));
        maybe(cycle, "from", this::time);
        return cycle;
    }

    private void grant(ObjectNode grant) {
        grant.put("customer", "c").put("feature", "f").set("amount", whole());
        maybe(grant, "limit", () -> JSON.textNode("l"));
        maybe(grant, "priority", this::whole);
        maybe(grant, "effective", this::time);
        maybe(grant, "expires", this::time);
        maybe(grant, "voided", () -> JSON.booleanNode(random.nextBoolean()));
        maybe(grant, "voided_at", this::time);
    }

    private JsonNode time() {
        return JSON.textNode(pick("2026-01-31", "2026-01-31T00:00:00+01:00", "2027-12-01T10:00:00.5Z", "soon"));
    }

    private JsonNode whole() {
        return JSON.numberNode(random.nextInt(8) == 0 ? 1_000_000_000 : random.nextInt(12));
    }

    private ArrayNode list(Supplier<JsonNode> item) {
        ArrayNode list = JSON.arrayNode();
        for (int size = random.nextInt(3); size >= 0; size--) {
            list.add(item.get());
        }
        return list;
    }

    private void maybe(ObjectNode map, String name, Supplier<JsonNode> value) {
        if (random.nextInt(3) == 0) {
            map.set(name, value.get());
        }
    }

    private String pick(String... values) {
        return values[random.nextInt(values.length)];
    }
}
