package io.tollgate.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a customer has used, for people. A function of what it is given. */
final class UsageReport {

    private static final int BAR = 20;
    private static final int HUNDRED = 100;
    private static final int HOURS_OF_DAYS = 48;
    private static final int MINUTES_OF_HOURS = 120;
    private static final int SECONDS_OF_MINUTES = 120;

    private UsageReport() {}

    /** Returns the lines of an answer to {@code GET /v1/usage/customers/KEY}. */
    static List<String> lines(JsonNode usage) {
        Instant now = Instant.parse(usage.path("as_of").asText());
        List<String> lines = new ArrayList<>();
        lines.add(usage.path("customer").asText() + ", as of "
                + usage.path("as_of").asText());
        if (usage.path("features").isEmpty()) {
            lines.add("no subscription with a feature");
        }
        for (JsonNode feature : usage.path("features")) {
            lines.add("");
            lines.add(title(feature));
            rows(feature.path("limits"), now, lines);
        }
        return lines;
    }

    private static String title(JsonNode feature) {
        StringBuilder title = new StringBuilder(feature.path("key").asText());
        if (feature.hasNonNull("unit")) {
            title.append(", in ").append(feature.path("unit").asText());
        }
        if (feature.hasNonNull("plan")) {
            title.append(": plan ").append(feature.path("plan").asText());
        }
        if (!feature.path("has_access").asBoolean()) {
            title.append(": no access, ").append(feature.path("reason").asText().replace('_', ' '));
        }
        return title.toString();
    }

    private static void rows(JsonNode limits, Instant now, List<String> lines) {
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode limit : limits) {
            rows.add(List.of(
                    limit.path("name").asText(),
                    bar(limit),
                    count(limit.path("used")) + (limit.hasNonNull("limit") ? " of " + count(limit.path("limit")) : ""),
                    "resets in "
                            + span(now, Instant.parse(limit.path("resets_at").asText())),
                    remarks(limit, now)));
        }
        int[] widths = new int[5];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append("  ")
                        .append(row.get(i))
                        .append(" ".repeat(widths[i] - row.get(i).length()));
            }
            lines.add(line.toString().stripTrailing());
        }
    }

    /** Full where the limit is used up, and where there is none empty. */
    private static String bar(JsonNode limit) {
        if (!limit.hasNonNull("limit")) {
            return "[" + " ".repeat(BAR) + "]  any";
        }
        double share = share(limit);
        int full = (int) Math.min(BAR, Math.floor(share * BAR));
        long percent = (long) Math.floor(share * HUNDRED);
        return "[" + "#".repeat(full) + ".".repeat(BAR - full) + "] "
                + String.format(Locale.ROOT, "%3d%%", Math.min(percent, 999));
    }

    private static double share(JsonNode limit) {
        long amount = limit.path("limit").asLong();
        long used = limit.path("used").asLong();
        return amount == 0 ? 1 : (double) used / amount;
    }

    private static String remarks(JsonNode limit, Instant now) {
        List<String> remarks = new ArrayList<>();
        if (limit.path("overage").asLong() > 0) {
            remarks.add(count(limit.path("overage")) + " overage");
        }
        JsonNode forecast = limit.path("forecast");
        if (forecast.hasNonNull("runs_out_at") && limit.path("remaining").asLong() > 0) {
            remarks.add("runs out in "
                    + span(now, Instant.parse(forecast.path("runs_out_at").asText())));
        } else if (forecast.isObject()) {
            remarks.add("about " + count(forecast.path("at_reset")) + " by then");
        }
        return String.join(", ", remarks);
    }

    private static String count(JsonNode number) {
        return String.format(Locale.ROOT, "%,d", number.asLong());
    }

    private static String span(Instant from, Instant to) {
        Duration left = to.isBefore(from) ? Duration.ZERO : Duration.between(from, to);
        if (left.toHours() >= HOURS_OF_DAYS) {
            return left.toDays() + " days";
        }
        if (left.toMinutes() >= MINUTES_OF_HOURS) {
            return left.toHours() + " h";
        }
        return left.toSeconds() >= SECONDS_OF_MINUTES ? left.toMinutes() + " min" : left.toSeconds() + " s";
    }
}
