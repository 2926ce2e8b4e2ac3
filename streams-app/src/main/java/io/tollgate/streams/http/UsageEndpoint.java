package io.tollgate.streams.http;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tollgate.event.QuotaCounter;
import io.tollgate.resource.ResourcesUnavailableException;
import io.tollgate.runtime.http.BadRequestTextException;
import io.tollgate.runtime.http.BoundedWork;
import io.tollgate.runtime.http.HttpAnswer;
import io.tollgate.runtime.http.HttpEndpoint;
import io.tollgate.runtime.http.HttpReply;
import io.tollgate.runtime.http.HttpRequest;
import io.tollgate.runtime.http.HttpStatus;
import io.tollgate.runtime.http.Problem;
import io.tollgate.runtime.http.QueryString;
import io.tollgate.streams.query.Replica;
import io.tollgate.streams.query.UsageQueries;
import io.tollgate.streams.query.UsageRequest;
import io.tollgate.streams.query.UsageRequestException;
import io.tollgate.streams.query.UsageUnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what a counter's usage is, on threads of its own: another instance may have to be asked. */
public final class UsageEndpoint implements HttpEndpoint, AutoCloseable {

    /** Requests for usage that were answered with 503. */
    public static final String UNAVAILABLE = "tollgate.usage.queries.unavailable";

    private static final Logger LOG = LoggerFactory.getLogger(UsageEndpoint.class);
    private static final int MOST_REQUESTS = 32;
    private static final int RETRY_AFTER_SECONDS = 1;

    private final UsageQueries queries;
    private final SubscriptionLimits limits;
    private final Counter unavailable;
    private final BoundedWork work = new BoundedWork("tollgate-usage-http", MOST_REQUESTS);

    /** @param limits tells those of subscriptions beside what was used */
    public UsageEndpoint(UsageQueries queries, SubscriptionLimits limits, MeterRegistry registry) {
        this.queries = requireNonNull(queries, "queries");
        this.limits = requireNonNull(limits, "limits");
        this.unavailable = registry.counter(UNAVAILABLE);
    }

    @Override
    public void answer(HttpRequest request, HttpReply reply) {
        try {
            UsageRequest wanted = UsageRequest.parse(QueryString.parse(request.query()));
            String copy = request.header(UsageQueries.COPY_HEADER);
            if (!work.begin(() -> reply.send(answer(wanted, copy)))) {
                reply.send(rejection(MOST_REQUESTS + " requests are under way, which is the most at a time"));
            }
        } catch (UsageRequestException | BadRequestTextException e) {
            reply.send(Problem.of(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage())));
        }
    }

    private HttpAnswer answer(UsageRequest request, @Nullable String copy) {
        try {
            String answer = copy == null ? fromAnywhere(request) : queries.fromHere(request, Replica.of(copy));
            return HttpAnswer.of(HttpStatus.OK, HttpAnswer.JSON, answer).with("Cache-Control", "no-store");
        } catch (UsageRequestException e) {
            return Problem.of(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
        } catch (UsageUnavailableException | ResourcesUnavailableException e) {
            return rejection(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return rejection("this instance ends");
        } catch (RuntimeException e) {
            LOG.error("a request for usage failed", e);
            return Problem.of(HttpStatus.FAILED, "unexpected error, the log says more");
        }
    }

    private String fromAnywhere(UsageRequest request) throws InterruptedException {
        String answer = queries.fromAnywhere(request);
        return request.counter() instanceof QuotaCounter counter ? limits.addTo(answer, counter) : answer;
    }

    private HttpAnswer rejection(String why) {
        unavailable.increment();
        return Problem.unavailable(why, RETRY_AFTER_SECONDS);
    }

    /** Breaks off what is under way. */
    @Override
    public void close() {
        work.close();
    }
}
