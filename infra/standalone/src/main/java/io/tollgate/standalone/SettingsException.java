package io.tollgate.standalone;

/** A setting is wrong; the message says which, and what is expected. */
final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    SettingsException(String message) {
        super(message);
    }
}
