package io.tollgate.streams.http;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.resource.NoSuchResourceException;
import io.tollgate.resource.ResourcesUnavailableException;
import io.tollgate.runtime.http.BadRequestTextException;
import io.tollgate.runtime.http.BearerToken;
import io.tollgate.runtime.http.BoundedWork;
import io.tollgate.runtime.http.HttpAnswer;
import io.tollgate.runtime.http.HttpEndpoint;
import io.tollgate.runtime.http.HttpRequest;
import io.tollgate.runtime.http.HttpRoutes;
import io.tollgate.runtime.http.HttpStatus;
import io.tollgate.runtime.http.PercentEncoding;
import io.tollgate.runtime.http.Problem;
import io.tollgate.streams.csv.CsvLine;
import io.tollgate.streams.query.UsageQueries;
import io.tollgate.streams.query.UsageRequest;
import io.tollgate.streams.query.UsageUnavailableException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers whether customers have features and what they have used, on threads of its own: other instances may have to be
 * asked.
 */
public final class AccessEndpoint implements AutoCloseable {

    /** Where access is asked for. */
    public static final String PATH = "/v1/access";

    /** Below it stand the keys of customers whose usage is asked for. */
    public static final String USAGE_PATH = "/v1/usage/customers/";

    private static final Logger LOG = LoggerFactory.getLogger(AccessEndpoint.class);
    private static final int MOST_REQUESTS = 16;
    private static final int MOST_BYTES = 64 << 10;
    private static final int RETRY_AFTER_SECONDS = 1;
    private static final Duration MAX_AGE = Duration.ofSeconds(60);
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String FEATURE = "feature";

    private final UsageQueries queries;
    private final AccessAnswers answers;
    private final CustomerUsage used;
    private final BearerToken token;
    private final InstantSource clock;
    private final BoundedWork work = new BoundedWork("tollgate-access-http", MOST_REQUESTS);

    public AccessEndpoint(UsageQueries queries, StoredResources resources, BearerToken token, InstantSource clock) {
        this.queries = requireNonNull(queries, "queries");
        this.answers = new AccessAnswers(resources::termsOf, this::usage);
        this.used = new CustomerUsage(resources::termsOf, answers);
        this.token = requireNonNull(token, "token");
        this.clock = requireNonNull(clock, "clock");
    }

    /** Adds what this serves, with the token. */
    public HttpRoutes.Builder addTo(HttpRoutes.Builder routes) {
        return routes.post(PATH, MOST_BYTES, answering(this::access)).getBelow(USAGE_PATH, answering(this::usage));
    }

    private HttpEndpoint answering(Function<HttpRequest, HttpAnswer> answers) {
        return token.required((request, reply) ->
                work.answer(reply, RETRY_AFTER_SECONDS, () -> answer(() -> answers.apply(request))));
    }

    private HttpAnswer access(HttpRequest request) {
        AccessRequest wanted = AccessRequest.read(RequestJson.object(request.body()));
        return HttpAnswer.of(HttpStatus.OK, HttpAnswer.JSON, answers.answer(wanted, clock.instant()) + "\n");
    }

    private HttpAnswer usage(HttpRequest request) {
        Map<String, String> query = Page.parameters(request, Set.of(FEATURE));
        String customer = PercentEncoding.decodePath(request.path().substring(USAGE_PATH.length()));
        ObjectNode usage = used.of(customer, query.get(FEATURE), clock.instant());
        return wantsCsv(request)
                ? HttpAnswer.of(HttpStatus.OK, CsvLine.CONTENT_TYPE, CustomerUsage.csv(usage))
                : HttpAnswer.of(HttpStatus.OK, HttpAnswer.JSON, usage + "\n");
    }

    /** JSON is for whoever does not ask for CSV in particular. */
    private static boolean wantsCsv(HttpRequest request) {
        String accept = request.header("Accept");
        return accept != null && accept.contains("text/csv") && !accept.contains("json");
    }

    private static HttpAnswer answer(Supplier<HttpAnswer> answers) {
        try {
            return answers.get().with("Cache-Control", "no-store");
        } catch (BadRequestException | BadRequestTextException e) {
            return Problem.of(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
        } catch (NoSuchResourceException e) {
            return Problem.of(HttpStatus.NOT_FOUND, String.valueOf(e.getMessage()));
        } catch (UsageUnavailableException | ResourcesUnavailableException e) {
            return Problem.unavailable(String.valueOf(e.getMessage()), RETRY_AFTER_SECONDS);
        } catch (RuntimeException e) {
            LOG.error("a request for access or usage failed", e);
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
