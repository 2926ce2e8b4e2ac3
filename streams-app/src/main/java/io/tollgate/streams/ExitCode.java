package io.tollgate.streams;

/** Why the process should end, as the code to end it with. */
public enum ExitCode {
    /** Nothing went wrong. */
    OK(0),
    /** Threads failed again and again. */
    FAILED(1),
    /** A record was written by a newer release: upgrade this one, the record waits. */
    UNKNOWN_SCHEMA(3);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    /** Returns the code. */
    public int code() {
        return code;
    }
}
