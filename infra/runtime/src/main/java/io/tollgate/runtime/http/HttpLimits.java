package io.tollgate.runtime.http;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How much of a server clients may take.
 *
 * @param connections how many may be open; for one more, the one is closed that has waited longest for a request
 * @param idle how long a connection may be open without a byte in either direction
 * @param request how long a request may take to arrive, its headers and its body each, however steadily its bytes drip
 * @param answer how long a client may take to read an answer that is sent as a whole
 */
public record HttpLimits(int connections, Duration idle, Duration request, Duration answer) {

    private static final HttpLimits DEFAULTS =
            new HttpLimits(4_000, Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofMinutes(1));

    public HttpLimits {
        if (connections < 1) {
            throw new IllegalArgumentException("connections: " + connections + " (expected: at least 1)");
        }
        requireNonNull(idle, "idle");
        requireNonNull(request, "request");
        requireNonNull(answer, "answer");
    }

    /** Returns 4,000 connections, half a minute for a request, one without a byte, and a minute for an answer. */
    public static HttpLimits defaults() {
        return DEFAULTS;
    }

    /** Returns how often is looked for what took too long. */
    Duration lookEach() {
        Duration shortest = request.compareTo(answer) < 0 ? request : answer;
        return Duration.ofMillis(Math.min(1_000, Math.max(10, shortest.toMillis() / 4)));
    }
}
