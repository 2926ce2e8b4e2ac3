package io.tollgate.gateway.http;

import static java.util.Objects.requireNonNull;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitRequest;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitResponse;
import io.grpc.Status;
import io.tollgate.gateway.rls.Asker;
import java.io.IOException;
import java.io.StringReader;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /json}: a rate limit request in protobuf's JSON. The status is 200 or 429 by the verdict; whatever is wrong, it
 * is 400 and a body that does not say what, as the reference has it.
 */
public final class RateLimitJson implements Route {

    private static final Logger LOG = LoggerFactory.getLogger(RateLimitJson.class);

    private static final Page BAD_REQUEST = Page.text(400, "Bad Request\n");
    private static final String JSON = "application/json";
    private static final JsonFormat.Printer PRINTER = JsonFormat.printer().omittingInsignificantWhitespace();

    private final Asker asker;
    private final Runnable refused;
    private final Function<Request, Observer> observers;

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
     * @param asker knows the answers
     * @param refused is run for each request that has none; must not block
     * @param observers gives each request that can be read its observer
     */
    public RateLimitJson(Asker asker, Runnable refused, Function<Request, Observer> observers) {
        this.asker = requireNonNull(asker, "asker");
        this.refused = requireNonNull(refused, "refused");
        this.observers = requireNonNull(observers, "observers");
    }

    @Override
    public void answer(Request said, Consumer<Page> answer) {
        RateLimitRequest.Builder request = RateLimitRequest.newBuilder();
        try {
            requireOneValue(said.body());
            JsonFormat.parser().merge(said.body(), request);
        } catch (IOException | RuntimeException e) {
            LOG.debug("A request to /json is not a rate limit request in JSON", e);
            answer.accept(BAD_REQUEST);
            return;
        }
        Observer observer = observers.apply(said);
        RateLimitRequest question = request.build();
        observer.asked(question);
        asker.ask(question, new Reply(answer, refused, observer));
    }

    /** What reads protobuf's JSON would pass over what follows the value, and over much that is not JSON. */
    private static void requireOneValue(String body) throws IOException {
        try (JsonReader reader = new JsonReader(new StringReader(body))) {
            reader.setStrictness(Strictness.STRICT);
            reader.skipValue();
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new MalformedJsonException("more than one value");
            }
        }
    }

    private record Reply(Consumer<Page> answer, Runnable refused, Observer observer) implements Asker.Outcome {

        @Override
        public void answered(RateLimitResponse response) {
            observer.answered(response);
            try {
                answer.accept(new Page(status(response.getOverallCode()), JSON, PRINTER.print(response)));
            } catch (InvalidProtocolBufferException e) {
                LOG.error("A response cannot be written as JSON", e);
                answer.accept(BAD_REQUEST);
            }
        }

        private static int status(RateLimitResponse.Code code) {
            return switch (code) {
                case OK -> 200;
                case OVER_LIMIT -> 429;
                case UNKNOWN, UNRECOGNIZED -> 500;
            };
        }

        @Override
        public void failed(Status status) {
            LOG.debug("A request to /json is refused: {}", status);
            observer.failed(status);
            refused.run();
            answer.accept(BAD_REQUEST);
        }
    }
}
