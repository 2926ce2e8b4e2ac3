package io.tollgate.runtime.http;

import java.util.function.Function;

/**
 * Answers requests. Called on one of the few threads that all requests share, so it answers at once, or later on a thread
 * of its own: {@link BoundedWork} has some.
 */
@FunctionalInterface
public interface HttpEndpoint {

    /** Answers a request, now or later. What it throws is answered with 500 and logged. */
    void answer(HttpRequest request, HttpReply reply);

    /** Returns an endpoint that answers at once. */
    static HttpEndpoint of(Function<HttpRequest, HttpAnswer> answers) {
        return (request, reply) -> reply.send(answers.apply(request));
    }
}
