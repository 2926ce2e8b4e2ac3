package io.tollgate.runtime.http;

import static java.util.Objects.requireNonNull;

/** What is told to this machine alone until a setting opens it. */
public final class LoopbackOnly {

    private LoopbackOnly() {}

    /**
     * Returns an endpoint that answers only what came in at a loopback address.
     *
     * @param open what the setting says: where it is true, everything is answered
     * @param what is told, for the message
     * @param setting opens it, for the message
     */
    public static HttpEndpoint unless(boolean open, String what, String setting, HttpEndpoint endpoint) {
        requireNonNull(endpoint, "endpoint");
        if (open) {
            return endpoint;
        }
        String rejection =
                what + " is open to this machine only: set " + setting + "=true to open it to all that reach this port";
        return (request, reply) -> {
            if (request.cameFromThisMachine()) {
                endpoint.answer(request, reply);
            } else {
                reply.send(Problem.of(HttpStatus.FORBIDDEN, rejection));
            }
        };
    }
}
