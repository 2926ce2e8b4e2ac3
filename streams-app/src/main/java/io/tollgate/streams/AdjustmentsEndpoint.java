package io.tollgate.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.tollgate.event.Adjustment;
import io.tollgate.event.AdjustmentOutcome;
import io.tollgate.event.AdjustmentStatus;
import io.tollgate.runtime.http.BadRequestTextException;
import io.tollgate.runtime.http.PercentEncoding;
import io.tollgate.streams.adjustment.AdjustmentJson;
import io.tollgate.streams.adjustment.AdjustmentRequest;
import io.tollgate.streams.adjustment.AdjustmentRequestException;
import io.tollgate.streams.adjustment.Adjustments;
import io.tollgate.streams.adjustment.Adjustments.Submission;
import io.tollgate.streams.adjustment.AdjustmentsUnavailableException;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes adjustments and tells what became of them, on threads of its own: callers wait for Kafka. */
final class AdjustmentsEndpoint implements HttpHandler, AutoCloseable {

    static final String PATH = "/v1/adjustments";

    private static final Logger LOG = LoggerFactory.getLogger(AdjustmentsEndpoint.class);
    private static final int MOST_REQUESTS = 16;
    private static final String RETRY_AFTER_SECONDS = "5";

    private final Adjustments adjustments;
    private final AdminToken token;
    private final InstantSource clock;
    private final ExecutorService threads;

    AdjustmentsEndpoint(Adjustments adjustments, AdminToken token, InstantSource clock) {
        this.adjustments = requireNonNull(adjustments, "adjustments");
        this.token = requireNonNull(token, "token");
        this.clock = requireNonNull(clock, "clock");
        this.threads = new ThreadPoolExecutor(0, MOST_REQUESTS, 1, TimeUnit.MINUTES, new SynchronousQueue<>(), task -> {
            Thread named = new Thread(task, "tollgate-adjustments-http");
            named.setDaemon(true);
            return named;
        });
    }

    private interface Answering {
        void answer(HttpExchange exchange) throws IOException;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        boolean one = path.startsWith(PATH + "/") && path.length() > PATH.length() + 1;
        if (!one && !path.equals(PATH)) {
            HttpAnswer.text(exchange, HttpAnswer.NOT_FOUND, "not found");
        } else if (!exchange.getRequestMethod().equals(one ? "GET" : "POST")) {
            exchange.getResponseHeaders().set("Allow", one ? "GET" : "POST");
            HttpAnswer.text(exchange, HttpAnswer.METHOD_NOT_ALLOWED, one ? "only GET" : "only POST");
        } else if (one) {
            begin(exchange, this::find);
        } else if (!token.refuses(exchange)) {
            begin(exchange, this::submit);
        }
    }

    private void begin(HttpExchange exchange, Answering answering) throws IOException {
        try {
            threads.execute(() -> answer(exchange, answering));
        } catch (RejectedExecutionException e) {
            unavailable(exchange, MOST_REQUESTS + " requests are under way, which is the most at a time");
        }
    }

    private static void answer(HttpExchange exchange, Answering answering) {
        try (exchange) {
            try {
                answering.answer(exchange);
            } catch (AdjustmentRequestException | BadRequestTextException e) {
                HttpAnswer.text(exchange, HttpAnswer.BAD_REQUEST, String.valueOf(e.getMessage()));
            } catch (AdjustmentsUnavailableException e) {
                LOG.warn("a request for an adjustment failed: {}", e.getMessage());
                unavailable(exchange, String.valueOf(e.getMessage()));
            } catch (RuntimeException e) {
                LOG.error("a request for an adjustment failed", e);
                HttpAnswer.text(exchange, HttpAnswer.FAILED, "unexpected error, the log says more");
            }
        } catch (IOException e) {
            LOG.debug("the client of a request for an adjustment went away", e);
        }
    }

    private static void unavailable(HttpExchange exchange, String why) throws IOException {
        exchange.getResponseHeaders().set("Retry-After", RETRY_AFTER_SECONDS);
        HttpAnswer.text(exchange, HttpAnswer.UNAVAILABLE, why + "; try again in " + RETRY_AFTER_SECONDS + " s");
    }

    private void submit(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(AdjustmentRequest.MOST_BYTES + 1);
        Adjustment wanted = AdjustmentRequest.parse(body, clock.instant());
        Submission submission = adjustments.submit(wanted);
        int status = status(submission, wanted);
        if (status == HttpAnswer.CREATED) {
            exchange.getResponseHeaders()
                    .set(
                            "Location",
                            PATH + "/"
                                    + URLEncoder.encode(wanted.getId(), UTF_8).replace("+", "%20"));
        }
        HttpAnswer.send(exchange, status, "application/json", AdjustmentJson.of(submission.standing()));
    }

    private static int status(Submission submission, Adjustment wanted) {
        if (!submission.standing().isFor(wanted)) {
            return HttpAnswer.CONFLICT;
        }
        AdjustmentOutcome outcome = submission.standing().outcome();
        if (outcome == null) {
            return HttpAnswer.ACCEPTED;
        }
        return outcome.getStatus() == AdjustmentStatus.REFUSED
                ? HttpAnswer.UNPROCESSABLE
                : submission.created() ? HttpAnswer.CREATED : HttpAnswer.OK;
    }

    private void find(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        String id = PercentEncoding.decodePath(path.substring(PATH.length() + 1));
        var found = adjustments.find(id);
        if (found.isPresent()) {
            HttpAnswer.send(exchange, HttpAnswer.OK, "application/json", AdjustmentJson.of(found.get()));
        } else {
            HttpAnswer.text(exchange, HttpAnswer.NOT_FOUND, "no adjustment has this id");
        }
    }

    /** Breaks off what is under way. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
