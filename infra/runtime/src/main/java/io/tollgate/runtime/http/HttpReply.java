package io.tollgate.runtime.http;

import java.io.IOException;
import java.time.Duration;

/** Takes the answer to one request: one call of one of its methods, on any thread. */
public interface HttpReply {

    /**
     * Answers; does not block.
     *
     * @throws IllegalStateException if the request was answered before
     */
    void send(HttpAnswer answer);

    /**
     * Begins an answer whose length is not known, and sends its headers; blocks, so not for the thread that an endpoint is
     * called on.
     *
     * @param head status, type and headers; a body in it is not sent
     * @param stall how long the client may take nothing before it is given up
     * @throws IOException if the client went away
     * @throws IllegalStateException if the request was answered before
     */
    StreamedBody stream(HttpAnswer head, Duration stall) throws IOException;
}
