package io.tollgate.protocol;

/** A property of the protocol does not hold in this history. */
final class Violation extends RuntimeException {
    Violation(String message) {
        super(message);
    }
}
