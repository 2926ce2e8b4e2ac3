package io.tollgate.streams.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tollgate.event.DescriptorCounter;
import io.tollgate.event.QuotaCounter;
import io.tollgate.streams.json.EntryJson;
import io.tollgate.streams.json.JsonText;
import io.tollgate.streams.usage.WindowTotalUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Usage as one copy of its store has it. It names a domain and a descriptor, or a subscription and a feature.
 *
 * @param asOf every hit that Kafka had at that instant is in it, and maybe later ones
 * @param ageMs how long ago that was when the copy was read, in milliseconds
 * @param copy whose store it is
 * @param answeredBy who answers
 * @param windows those that the counter was hit in
 */
record UsageAnswer(
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String domain,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<EntryJson> descriptor,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String subscription,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String feature,
        String asOf,
        long ageMs,
        String copy,
        String answeredBy,
        List<UsageWindow> windows) {

    /**
     * One window.
     *
     * @param limit null where hits are only counted
     */
    record UsageWindow(
            String windowStart,
            String windowEnd,
            long usage,
            @Nullable Long limit,
            boolean overLimit,
            long admitted,
            long deniedHere,
            long deniedElsewhere,
            long givenBack,
            long wouldDeny) {

        private static UsageWindow of(WindowTotalUsage used) {
            return new UsageWindow(
                    Instant.ofEpochMilli(used.window().startMillis()).toString(),
                    Instant.ofEpochMilli(used.window().endMillis()).toString(),
                    used.usage(),
                    used.limit().isPresent() ? (Long) used.limit().getAsLong() : null,
                    used.isOverLimit(),
                    used.counts().admitted(),
                    used.counts().deniedHere(),
                    used.counts().deniedElsewhere(),
                    used.counts().givenBack(),
                    used.counts().wouldDeny());
        }
    }

    static UsageAnswer of(
            UsageRequest request,
            List<WindowTotalUsage> windows,
            Replica copy,
            Instant asOf,
            Duration age,
            String instance) {
        DescriptorCounter descriptor = request.counter() instanceof DescriptorCounter counter ? counter : null;
        QuotaCounter quota = request.counter() instanceof QuotaCounter counter ? counter : null;
        return new UsageAnswer(
                descriptor == null ? null : descriptor.getDomain(),
                descriptor == null ? null : EntryJson.of(descriptor),
                quota == null ? null : quota.getSubscription(),
                quota == null ? null : quota.getFeature(),
                asOf.toString(),
                age.toMillis(),
                copy.id(),
                instance,
                windows.stream().map(UsageWindow::of).toList());
    }

    /** Returns the answer as a JSON object. */
    String toJson() {
        return JsonText.of(this) + '\n';
    }
}
