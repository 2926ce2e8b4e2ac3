package io.tollgate.standalone;

import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse.Code;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse.DescriptorStatus;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse.RateLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An answer of the rate limit service as a person would want to read it. */
final class AnswerText {

    /** What the protocol sends as remaining hits where a rule says {@code unlimited}. */
    private static final int UNLIMITED_REMAINING = -1;

    private static final int OUTCOME_WIDTH = "OVER LIMIT".length();

    private AnswerText() {}

    /**
     * Returns a line for each descriptor, and one for the whole.
     *
     * @param descriptors the descriptors as they were written on the command line
     */
    static List<String> lines(List<String> descriptors, RateLimitResponse response) {
        int width = descriptors.stream().mapToInt(String::length).max().orElse(0);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < response.getStatusesCount(); i++) {
            DescriptorStatus status = response.getStatuses(i);
            String descriptor = i < descriptors.size() ? descriptors.get(i) : "";
            lines.add(String.format(
                    "%s  %-" + Math.max(width, 1) + "s   %s", outcome(status.getCode()), descriptor, details(status)));
        }
        lines.add(outcome(response.getOverallCode()) + "  overall: the request is "
                + (response.getOverallCode() == Code.OK ? "admitted" : "denied"));
        return lines;
    }

    private static String outcome(Code code) {
        String word = code.name().replace('_', ' ');
        return String.format("%-" + OUTCOME_WIDTH + "s", word);
    }

    private static String details(DescriptorStatus status) {
        if (!status.hasCurrentLimit()) {
            return status.getLimitRemaining() == UNLIMITED_REMAINING ? "unlimited" : "no limit applies";
        }
        RateLimit limit = status.getCurrentLimit();
        Duration untilReset = Duration.ofSeconds(status.getDurationUntilReset().getSeconds());
        return unsigned(status.getLimitRemaining()) + " of " + unsigned(limit.getRequestsPerUnit()) + " left this "
                + unit(limit) + ", resets in " + span(untilReset)
                + (limit.getName().isEmpty() ? "" : " (limit '" + limit.getName() + "')");
    }

    private static String unit(RateLimit limit) {
        return limit.getUnit() == RateLimit.Unit.UNRECOGNIZED
                ? "unit " + limit.getUnitValue()
                : limit.getUnit().name().toLowerCase(Locale.ROOT);
    }

    private static String unsigned(int count) {
        return Integer.toUnsignedString(count);
    }

    private static String span(Duration time) {
        if (time.toDays() > 0) {
            return time.toDays() + " d " + time.toHoursPart() + " h";
        }
        if (time.toHours() > 0) {
            return time.toHours() + " h " + time.toMinutesPart() + " min";
        }
        return time.toMinutes() > 1
                ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                : time.toSeconds() + " s";
    }
}
