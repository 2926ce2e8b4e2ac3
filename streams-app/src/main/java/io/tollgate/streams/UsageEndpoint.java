package io.tollgate.streams;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tollgate.runtime.http.BadRequestTextException;
import io.tollgate.streams.query.Copy;
import io.tollgate.streams.query.UsageQueries;
import io.tollgate.streams.query.UsageRequest;
import io.tollgate.streams.query.UsageRequestException;
import io.tollgate.streams.query.UsageUnavailableException;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what a counter's usage is, on threads of its own: another instance may have to be asked. */
final class UsageEndpoint implements HttpHandler, AutoCloseable {

    /** Requests for usage that were answered with 503. */
    static final String UNAVAILABLE = "tollgate.usage.queries.unavailable";

    private static final Logger LOG = LoggerFactory.getLogger(UsageEndpoint.class);
    private static final int MOST_REQUESTS = 32;
    private static final String RETRY_AFTER_SECONDS = "1";

    private final UsageQueries queries;
    private final boolean open;
    private final Counter unavailable;
    private final ExecutorService threads;

    /** @param open whether it also answers what comes in at addresses that others than this machine can reach */
    UsageEndpoint(UsageQueries queries, boolean open, MeterRegistry registry) {
        this.queries = requireNonNull(queries, "queries");
        this.open = open;
        this.unavailable = registry.counter(UNAVAILABLE);
        this.threads = new ThreadPoolExecutor(0, MOST_REQUESTS, 1, TimeUnit.MINUTES, new SynchronousQueue<>(), task -> {
            Thread named = new Thread(task, "tollgate-usage-http");
            named.setDaemon(true);
            return named;
        });
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (LocalOnly.refuses(exchange, open, "usage", StreamsAppSettings.HTTP_USAGE_OPEN.name())) {
            return;
        }
        try {
            UsageRequest request = UsageRequest.parse(HttpQuery.parameters(exchange));
            String copy = exchange.getRequestHeaders().getFirst(UsageQueries.COPY_HEADER);
            threads.execute(() -> answer(exchange, request, copy));
        } catch (UsageRequestException | BadRequestTextException e) {
            HttpAnswer.text(exchange, HttpAnswer.BAD_REQUEST, String.valueOf(e.getMessage()));
        } catch (RejectedExecutionException e) {
            refuse(exchange, MOST_REQUESTS + " requests are under way, which is the most at a time");
        }
    }

    private void answer(HttpExchange exchange, UsageRequest request, @Nullable String copy) {
        try (exchange) {
            try {
                String answer = copy == null ? queries.fromAnywhere(request) : queries.fromHere(request, Copy.of(copy));
                exchange.getResponseHeaders().set("Cache-Control", "no-store");
                HttpAnswer.send(exchange, HttpAnswer.OK, "application/json", answer);
            } catch (UsageRequestException e) {
                HttpAnswer.text(exchange, HttpAnswer.BAD_REQUEST, String.valueOf(e.getMessage()));
            } catch (UsageUnavailableException e) {
                refuse(exchange, String.valueOf(e.getMessage()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                refuse(exchange, "this instance ends");
            } catch (RuntimeException e) {
                LOG.error("a request for usage failed", e);
                HttpAnswer.text(exchange, HttpAnswer.FAILED, "unexpected error, the log says more");
            }
        } catch (IOException e) {
            LOG.debug("the client of a request for usage went away", e);
        }
    }

    private void refuse(HttpExchange exchange, String why) throws IOException {
        unavailable.increment();
        exchange.getResponseHeaders().set("Retry-After", RETRY_AFTER_SECONDS);
        HttpAnswer.text(exchange, HttpAnswer.UNAVAILABLE, why + "; try again in " + RETRY_AFTER_SECONDS + " s");
    }

    /** Breaks off what is under way. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
