package io.tollgate.model;

/**
 * How gateways that decide by one limit take account of each other: to which side a limit that several of them charge may
 * err. Where one gateway decides alone, either is exact.
 */
public enum Sharing {

    /**
     * By what usage says of the others. Never denies below the limit; exceeds it by what the others admit in the time that
     * their reports take.
     */
    KNOWN,

    /**
     * By what usage says of the others, and what they will have done since at the rate at which they were last heard of.
     * Errs to both sides, without bias.
     */
    PREDICTED;

    /** Windows above this length take reports so many times that what is under way hardly matters. */
    private static final long LONGEST_PREDICTED_SECONDS = 10;

    /** Returns what holds for windows of a length, in seconds, where nobody says. */
    public static Sharing byDefault(long windowSeconds) {
        return windowSeconds <= LONGEST_PREDICTED_SECONDS ? PREDICTED : KNOWN;
    }
}
