package io.tollgate.gateway.limits.yaml;

/**
 * A limit file is rejected. The message reads {@code file:line: path: reason}, say {@code shop.yaml:7:
 * descriptors[2].rate_limit.unit: invalid rate limit unit 'fortnight'}; line and path are left out where the whole file
 * is at fault. The reason holds the text of the reference wherever the reference rejects the file too.
 */
public final class LimitConfigException extends RuntimeException {

    /** @param message what is wrong, after file, line and path; quoted parts may hold anything */
    public LimitConfigException(String message) {
        super(Printable.message(message));
    }

    /** Makes one as the other constructor does, with what caused it. */
    public LimitConfigException(String message, Throwable cause) {
        super(Printable.message(message), cause);
    }
}
