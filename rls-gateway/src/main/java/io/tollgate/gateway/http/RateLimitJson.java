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

    /**
     * @param asker knows the answers
     * @param refused is run for each request that has none; must not block
     */
    public RateLimitJson(Asker asker, Runnable refused) {
        this.asker = requireNonNull(asker, "asker");
        this.refused = requireNonNull(refused, "refused");
    }

    @Override
    public void answer(String body, Consumer<Page> answer) {
        RateLimitRequest.Builder request = RateLimitRequest.newBuilder();
        try {
            requireOneValue(body);
            JsonFormat.parser().merge(body, request);
        } catch (IOException | RuntimeException e) {
            LOG.debug("A request to /json is not a rate limit request in JSON", e);
            answer.accept(BAD_REQUEST);
            return;
        }
        asker.ask(request.build(), new Reply(answer, refused));
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

    private record Reply(Consumer<Page> answer, Runnable refused) implements Asker.Outcome {

        @Override
        public void answered(RateLimitResponse response) {
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
            refused.run();
            answer.accept(BAD_REQUEST);
        }
    }
}
