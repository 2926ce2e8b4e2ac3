package io.tollgate.standalone;

/** What the exit codes of {@code tollgate} mean; the same for every command. */
final class ExitCode {

    /** Done; for {@code ask}: within the limit. */
    static final int OK = 0;

    /** The input was rejected: an error in a limit file, a request over the limit, a ledger that differs. */
    static final int REJECTED = 1;

    /** The command line or a setting is wrong. */
    static final int USAGE = 2;

    /** A part could not start, or could not be reached. */
    static final int CANNOT_START = 3;

    /** Done, but a part of the input could not be carried over. */
    static final int LOSSES = 4;

    private ExitCode() {}
}
