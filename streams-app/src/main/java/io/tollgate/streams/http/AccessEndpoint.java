package io.tollgate.streams.http;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tollgate.resource.ResourcesUnavailableException;
import io.tollgate.runtime.http.BearerToken;
import io.tollgate.runtime.http.BoundedWork;
import io.tollgate.runtime.http.HttpAnswer;
import io.tollgate.runtime.http.HttpReply;
import io.tollgate.runtime.http.HttpRequest;
import io.tollgate.runtime.http.HttpRoutes;
import io.tollgate.runtime.http.HttpStatus;
import io.tollgate.runtime.http.Problem;
import io.tollgate.streams.query.UsageQueries;
import io.tollgate.streams.query.UsageRequest;
import io.tollgate.streams.query.UsageUnavailableException;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers whether customers have features, on threads of its own: other instances may have to be asked. */
public final class AccessEndpoint implements AutoCloseable {

    /** Where access is asked for. */
    public static final String PATH = "/v1/access";

    private static final Logger LOG = LoggerFactory.getLogger(AccessEndpoint.class);
    private static final int MOST_REQUESTS = 16;
    private static final int MOST_BYTES = 64 << 10;
    private static final int RETRY_AFTER_SECONDS = 1;
    private static final Duration MAX_AGE = Duration.ofSeconds(60);
    private static final JsonMapper MAPPER = new JsonMapper();

    private final UsageQueries queries;
    private final AccessAnswers answers;
    private final BearerToken token;
    private final InstantSource clock;
    private final BoundedWork work = new BoundedWork("tollgate-access-http", MOST_REQUESTS);

    public AccessEndpoint(UsageQueries queries, StoredResources resources, BearerToken token, InstantSource clock) {
        this.queries = requireNonNull(queries, "queries");
        this.answers = new AccessAnswers(resources::termsOf, this::usage);
        this.token = requireNonNull(token, "token");
        this.clock = requireNonNull(clock, "clock");
    }

    /** Adds what this serves, with the token. */
    public HttpRoutes.Builder addTo(HttpRoutes.Builder routes) {
        return routes.post(PATH, MOST_BYTES, token.required(this::begin));
    }

    private void begin(HttpRequest request, HttpReply reply) {
        work.answer(reply, RETRY_AFTER_SECONDS, () -> answer(request));
    }

    private HttpAnswer answer(HttpRequest request) {
        try {
            AccessRequest wanted = AccessRequest.read(RequestJson.object(request.body()));
            return HttpAnswer.of(HttpStatus.OK, HttpAnswer.JSON, answers.answer(wanted, clock.instant()) + "\n")
                    .with("Cache-Control", "no-store");
        } catch (BadRequestException e) {
            return Problem.of(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
        } catch (UsageUnavailableException | ResourcesUnavailableException e) {
            return Problem.unavailable(String.valueOf(e.getMessage()), RETRY_AFTER_SECONDS);
        } catch (RuntimeException e) {
            LOG.error("a request for access failed", e);
            return Problem.of(HttpStatus.FAILED, "unexpected error, the log says more");
        }
    }

    private JsonNode usage(String subscription, String feature) {
        try {
            return MAPPER.readTree(queries.fromAnywhere(UsageRequest.quota(subscription, feature, MAX_AGE)));
        } catch (JsonProcessingException e) {
            throw new UsageUnavailableException("an instance answers something that is no JSON");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UsageUnavailableException("this instance ends");
        }
    }

    /** Breaks off what is under way. */
    @Override
    public void close() {
        work.close();
    }
}
