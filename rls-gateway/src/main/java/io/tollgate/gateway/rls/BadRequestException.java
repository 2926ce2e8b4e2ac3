package io.tollgate.gateway.rls;

import io.grpc.Status;

/** A request that cannot be answered, with the status that says so. */
final class BadRequestException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Status status;

    BadRequestException(Status status) {
        super(status.getDescription(), null, false, false);
        this.status = status;
    }

    Status status() {
        return status;
    }
}
