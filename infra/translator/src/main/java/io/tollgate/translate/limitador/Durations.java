package io.tollgate.translate.limitador;

import io.tollgate.runtime.settings.GoDuration;
import io.tollgate.translate.source.SourceNode;
import java.time.Duration;

/** Reads durations such as {@code 1m30s}. */
final class Durations {

    private Durations() {}

    static Duration of(SourceNode node) {
        try {
            Duration duration = GoDuration.parse(node.text());
            if (duration.isNegative()) {
                throw node.error("a duration must not be negative");
            }
            return duration;
        } catch (IllegalArgumentException e) {
            throw node.error("expected a duration, say 30s, found '" + node.text() + "'");
        }
    }
}
