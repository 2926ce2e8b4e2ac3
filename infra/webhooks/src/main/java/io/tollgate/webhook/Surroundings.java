package io.tollgate.webhook;

import static java.util.Objects.requireNonNull;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * What a test gives another of.
 *
 * @param clock says when an attempt is due
 * @param random spreads attempts; used by one thread at a time
 * @param resolver looks up where a webhook is
 */
public record Surroundings(InstantSource clock, RandomGenerator random, Resolver resolver) {

    public Surroundings {
        requireNonNull(clock, "clock");
        requireNonNull(random, "random");
        requireNonNull(resolver, "resolver");
    }
}
