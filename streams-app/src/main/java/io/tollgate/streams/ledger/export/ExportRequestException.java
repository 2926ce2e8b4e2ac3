package io.tollgate.streams.ledger.export;

/** What was asked for cannot be exported; the message says what is wrong and what is expected. */
public final class ExportRequestException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Makes one whose message is for people. */
    public ExportRequestException(String message) {
        super(message);
    }
}
