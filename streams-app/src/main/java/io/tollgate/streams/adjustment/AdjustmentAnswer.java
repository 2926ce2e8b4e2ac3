package io.tollgate.streams.adjustment;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tollgate.event.Adjustment;
import io.tollgate.event.AdjustmentOutcome;
import io.tollgate.event.AdjustmentStatus;
import io.tollgate.event.DescriptorCounter;
import io.tollgate.event.QuotaCounter;
import io.tollgate.streams.json.EntryJson;
import io.tollgate.streams.json.JsonText;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An adjustment and what became of it, as answers show it.
 *
 * @param domain null, like the descriptor, where the counter is a subscription's
 * @param refusedBecause null unless it was refused
 * @param windows those that it changed; null unless it was applied
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AdjustmentAnswer(
        String id,
        @Nullable String domain,
        @Nullable List<EntryJson> descriptor,
        @Nullable String subscription,
        @Nullable String feature,
        String at,
        long hits,
        String reason,
        String madeAt,
        String status,
        @Nullable String refusedBecause,
        @Nullable List<AdjustedHours> windows) {

    private static final String PENDING = "pending";

    /** A window that was adjusted, from its start to before its end. */
    public record AdjustedHours(String start, String end) {}

    /** Returns the JSON text of an answer. */
    public static String text(AdjustmentState state) {
        return JsonText.of(of(state)) + '\n';
    }

    private static AdjustmentAnswer of(AdjustmentState state) {
        Adjustment adjustment = state.adjustment();
        AdjustmentOutcome outcome = state.outcome();
        DescriptorCounter descriptor =
                adjustment.getCounter().getCounter() instanceof DescriptorCounter counter ? counter : null;
        QuotaCounter quota = adjustment.getCounter().getCounter() instanceof QuotaCounter counter ? counter : null;
        return new AdjustmentAnswer(
                adjustment.getId(),
                descriptor == null ? null : descriptor.getDomain(),
                descriptor == null ? null : EntryJson.of(descriptor),
                quota == null ? null : quota.getSubscription(),
                quota == null ? null : quota.getFeature(),
                instant(adjustment.getAt()),
                adjustment.getHits(),
                adjustment.getReason(),
                instant(adjustment.getMadeAt()),
                outcome == null ? PENDING : outcome.getStatus().name().toLowerCase(Locale.ROOT),
                refusedBecause(outcome),
                windows(outcome));
    }

    private static @Nullable String refusedBecause(@Nullable AdjustmentOutcome outcome) {
        return outcome != null && outcome.getStatus() == AdjustmentStatus.REFUSED ? outcome.getReason() : null;
    }

    private static @Nullable List<AdjustedHours> windows(@Nullable AdjustmentOutcome outcome) {
        return outcome == null || outcome.getStatus() != AdjustmentStatus.APPLIED
                ? null
                : outcome.getWindows().stream()
                        .map(window -> new AdjustedHours(instant(window.getStart()), instant(window.getEnd())))
                        .toList();
    }

    private static String instant(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
