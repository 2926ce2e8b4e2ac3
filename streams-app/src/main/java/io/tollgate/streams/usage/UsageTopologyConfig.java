package io.tollgate.streams.usage;

import static java.util.Objects.requireNonNull;

import io.tollgate.topic.Topics;
import java.time.Duration;

/**
 * What the usage topology is built from.
 *
 * @param publishInterval the shortest time between two publications of one counter, at least 1 ms
 * @param publishAge the longest time that a change waits for its publication
 */
public record UsageTopologyConfig(Topics topics, Duration publishInterval, Duration publishAge, UsageMeters meters) {

    public UsageTopologyConfig {
        requireNonNull(topics, "topics");
        requireNonNull(meters, "meters");
        if (publishInterval.toMillis() < 1) {
            throw new IllegalArgumentException("publishInterval: " + publishInterval + " (expected: at least 1 ms)");
        }
        if (publishAge.compareTo(publishInterval) < 0) {
            throw new IllegalArgumentException(
                    "publishAge: " + publishAge + " (expected: at least publishInterval, " + publishInterval + ")");
        }
    }
}
