package io.tollgate.model;

/** Which hits use up a limit, by what became of their request. */
public enum ChargeMode {
    /** All of them, denied ones too, as envoyproxy/ratelimit has it. */
    ALL,
    /**
     * Those of admitted requests, and those that this counter denied; not those of requests that another descriptor
     * denied. The reference's {@code STOP_CACHE_KEY_INCREMENT_WHEN_OVERLIMIT}.
     */
    UNLESS_DENIED_ELSEWHERE,
    /** Those of admitted requests only: who is denied has used up nothing. */
    ADMITTED
}
