package io.tollgate.translate.kongmesh;

import io.tollgate.runtime.settings.GoDuration;
import io.tollgate.translate.source.SourceNode;
import java.time.Duration;

/** A duration as Kuma writes it. */
final class KumaDuration {

    private KumaDuration() {}

    static long millis(SourceNode node) {
        try {
            Duration duration = GoDuration.parse(node.text());
            if (duration.isNegative()) {
                throw node.error("a duration must not be negative");
            }
            return duration.toMillis();
        } catch (IllegalArgumentException e) {
            throw node.error("expected a duration, say 25ms, found '" + node.text() + "'");
        }
    }
}
