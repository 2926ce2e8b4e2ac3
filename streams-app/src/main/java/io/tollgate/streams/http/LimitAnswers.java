package io.tollgate.streams.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.model.Window;
import io.tollgate.plan.EarlierUsage;
import io.tollgate.plan.PlanLimit;
import io.tollgate.plan.Standing.EffectiveLimit;
import io.tollgate.plan.Standing.GrantLeft;
import java.time.Instant;

/** Limits of a subscription with what was used, from the same numbers and by the same rules as gateways have them. */
final class LimitAnswers {

    private LimitAnswers() {}

    /** Returns what an answer to {@code GET /v1/usage} says of each window; plans charge admitted hits. */
    static EarlierUsage used(JsonNode answer) {
        EarlierUsage.Builder used = new EarlierUsage.Builder();
        for (JsonNode window : answer.path("windows")) {
            used.add(window(window), net(window));
        }
        return used.build();
    }

    private static Window window(JsonNode told) {
        return new Window(
                Instant.parse(told.get("window_start").textValue()).toEpochMilli(),
                Instant.parse(told.get("window_end").textValue()).toEpochMilli());
    }

    private static long net(JsonNode window) {
        return Math.max(
                0,
                window.path("admitted").longValue() - window.path("given_back").longValue());
    }

    /** Returns the hits that an answer tells of a window. */
    static long used(JsonNode answer, Window wanted) {
        for (JsonNode window : answer.path("windows")) {
            if (window(window).equals(wanted)) {
                return net(window);
            }
        }
        return 0;
    }

    /** Returns what is told of a limit. */
    static ObjectNode told(EffectiveLimit limit, Window window, long used) {
        long amount = limit.amount();
        boolean unlimited = amount == PlanLimit.UNLIMITED;
        ObjectNode told = ResourceJson.object();
        told.put("name", limit.limit().name());
        told.put("window_start", Instant.ofEpochMilli(window.startMillis()).toString());
        told.put("resets_at", Instant.ofEpochMilli(window.endMillis()).toString());
        told.put("used", used);
        told.put("limit", unlimited ? null : (Long) amount);
        told.put("remaining", unlimited ? null : (Long) Math.max(0, amount - used));
        told.put("overage", limit.overage(used));
        if (limit.limit().rollover() != null) {
            told.putObject("rollover").put("in", limit.rolledOver());
        }
        if (!unlimited && !limit.grants().isEmpty()) {
            ArrayNode grants = told.putArray("grants");
            for (GrantLeft each : limit.grantsAfter(used)) {
                grants.addObject()
                        .put("key", each.grant().key())
                        .put("remaining", each.left())
                        .put("expires", each.until(window).toString());
            }
        }
        return told;
    }
}
