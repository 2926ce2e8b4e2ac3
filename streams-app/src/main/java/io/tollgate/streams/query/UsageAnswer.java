package io.tollgate.streams.query;

import io.tollgate.streams.json.EntryJson;
import io.tollgate.streams.json.JsonText;
import io.tollgate.streams.usage.WindowTotalUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Usage as one copy of its store has it.
 *
 * @param asOf every hit that Kafka had at that instant is in it, and maybe later ones
 * @param ageMs how long ago that was when the copy was read, in milliseconds
 * @param copy whose store it is
 * @param answeredBy who answers
 * @param windows those that the counter was hit in
 */
record UsageAnswer(
        String domain,
        List<EntryJson> descriptor,
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
        return new UsageAnswer(
                request.counter().getDomain(),
                EntryJson.of(request.counter()),
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
