package io.tollgate.gateway.http;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.grpc.Status;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse;
import io.tollgate.gateway.rls.RateLimitHandler;
import io.tollgate.runtime.http.HttpAnswer;
import io.tollgate.runtime.http.HttpEndpoint;
import io.tollgate.runtime.http.HttpReply;
import io.tollgate.runtime.http.HttpRequest;
import io.tollgate.runtime.http.HttpStatus;
import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /json}: a rate limit request in protobuf's JSON. The status is 200 or 429 by the verdict; whatever is wrong, it
 * is 400 and a body that does not say what, as the reference has it.
 */
public final class RateLimitJson implements HttpEndpoint {

    /** How many bytes a request may have, as gRPC has it. */
    public static final int MOST_BYTES = 4 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(RateLimitJson.class);

    private static final HttpAnswer BAD_REQUEST = HttpAnswer.text(HttpStatus.BAD_REQUEST, "Bad Request\n");
    private static final JsonFormat.Printer PRINTER = JsonFormat.printer().omittingInsignificantWhitespace();

    private final RateLimitHandler handler;
    private final Runnable rejected;
    private final Function<Function<String, @Nullable String>, Observer> observers;

    /** Is told what becomes of one request; must not block. */
    public interface Observer {

        /** Is told nothing. */
        Observer NONE = new Observer() {
            @Override
            public void asked(RateLimitRequest request) {}

            @Override
            public void answered(RateLimitResponse response) {}

            @Override
            public void failed(Status status) {}
        };

        /** This is asked; called first. */
        void asked(RateLimitRequest request);

        /** This is the answer; called last, on any thread. */
        void answered(RateLimitResponse response);

        /** There is none; called last instead. */
        void failed(Status status);
    }

    /**
     * @param handler knows the answers
     * @param rejected is run for each request that has none; must not block
     * @param observers gives each request that can be read its observer, by what gives the value of a header by its name
     */
    public RateLimitJson(
            RateLimitHandler handler,
            Runnable rejected,
            Function<Function<String, @Nullable String>, Observer> observers) {
        this.handler = requireNonNull(handler, "handler");
        this.rejected = requireNonNull(rejected, "rejected");
        this.observers = requireNonNull(observers, "observers");
    }

    @Override
    public void answer(HttpRequest said, HttpReply reply) {
        RateLimitRequest.Builder request = RateLimitRequest.newBuilder();
        try {
            ProtoJson.read(said.body(), request);
        } catch (IOException e) {
            LOG.debug("A request to /json is not a rate limit request in JSON", e);
            reply.send(BAD_REQUEST);
            return;
        }
        Observer observer = observers.apply(said::header);
        RateLimitRequest query = request.build();
        observer.asked(query);
        handler.ask(query, new Outcome(reply, rejected, observer));
    }

    private record Outcome(HttpReply reply, Runnable rejected, Observer observer)
            implements RateLimitHandler.ResponseObserver {

        @Override
        public void answered(RateLimitResponse response) {
            observer.answered(response);
            try {
                reply.send(HttpAnswer.of(status(response.getOverallCode()), HttpAnswer.JSON, PRINTER.print(response)));
            } catch (InvalidProtocolBufferException e) {
                LOG.error("A response cannot be written as JSON", e);
                reply.send(BAD_REQUEST);
            }
        }

        private static int status(RateLimitResponse.Code code) {
            return switch (code) {
                case OK -> HttpStatus.OK;
                case OVER_LIMIT -> HttpStatus.TOO_MANY_REQUESTS;
                case UNKNOWN, UNRECOGNIZED -> HttpStatus.FAILED;
            };
        }

        @Override
        public void failed(Status status) {
            LOG.debug("A request to /json is rejected: {}", status);
            observer.failed(status);
            rejected.run();
            reply.send(BAD_REQUEST);
        }
    }
}
