package io.tollgate.streams.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.tollgate.event.Adjustment;
import io.tollgate.event.AdjustmentOutcome;
import io.tollgate.event.AdjustmentStatus;
import io.tollgate.runtime.http.BadRequestTextException;
import io.tollgate.runtime.http.BearerToken;
import io.tollgate.runtime.http.BoundedWork;
import io.tollgate.runtime.http.HttpAnswer;
import io.tollgate.runtime.http.HttpReply;
import io.tollgate.runtime.http.HttpRequest;
import io.tollgate.runtime.http.HttpRoutes;
import io.tollgate.runtime.http.HttpStatus;
import io.tollgate.runtime.http.PercentEncoding;
import io.tollgate.runtime.http.Problem;
import io.tollgate.streams.adjustment.AdjustmentAnswer;
import io.tollgate.streams.adjustment.AdjustmentRequest;
import io.tollgate.streams.adjustment.AdjustmentRequestException;
import io.tollgate.streams.adjustment.Adjustments;
import io.tollgate.streams.adjustment.Adjustments.Submission;
import io.tollgate.streams.adjustment.AdjustmentsUnavailableException;
import java.net.URLEncoder;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes adjustments and tells what became of them, on threads of its own: callers wait for Kafka. */
public final class AdjustmentsEndpoint implements AutoCloseable {

    /** Where adjustments are taken, and found by their ids below. */
    public static final String PATH = "/v1/adjustments";

    private static final Logger LOG = LoggerFactory.getLogger(AdjustmentsEndpoint.class);
    private static final int MOST_REQUESTS = 16;
    private static final int RETRY_AFTER_SECONDS = 5;

    private final Adjustments adjustments;
    private final BearerToken token;
    private final InstantSource clock;
    private final BoundedWork work = new BoundedWork("tollgate-adjustments-http", MOST_REQUESTS);

    public AdjustmentsEndpoint(Adjustments adjustments, BearerToken token, InstantSource clock) {
        this.adjustments = requireNonNull(adjustments, "adjustments");
        this.token = requireNonNull(token, "token");
        this.clock = requireNonNull(clock, "clock");
    }

    /** Adds what this serves: making one with the token, finding one by its id without. */
    public HttpRoutes.Builder addTo(HttpRoutes.Builder routes) {
        return routes.post(
                        PATH,
                        AdjustmentRequest.MOST_BYTES,
                        token.required((request, reply) -> begin(reply, () -> submit(request))))
                .getBelow(PATH + "/", (request, reply) -> begin(reply, () -> find(request)));
    }

    private void begin(HttpReply reply, Supplier<HttpAnswer> answers) {
        work.answer(reply, RETRY_AFTER_SECONDS, () -> answer(answers));
    }

    private static HttpAnswer answer(Supplier<HttpAnswer> answers) {
        try {
            return answers.get();
        } catch (AdjustmentRequestException | BadRequestTextException e) {
            return Problem.of(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
        } catch (AdjustmentsUnavailableException e) {
            LOG.warn("a request for an adjustment failed: {}", e.getMessage());
            return Problem.unavailable(String.valueOf(e.getMessage()), RETRY_AFTER_SECONDS);
        } catch (RuntimeException e) {
            LOG.error("a request for an adjustment failed", e);
            return Problem.of(HttpStatus.FAILED, "unexpected error, the log says more");
        }
    }

    private HttpAnswer submit(HttpRequest request) {
        Adjustment wanted = AdjustmentRequest.parse(request.body(), clock.instant());
        Submission submission = adjustments.submit(wanted);
        int status = status(submission, wanted);
        HttpAnswer answer = HttpAnswer.of(status, HttpAnswer.JSON, AdjustmentAnswer.text(submission.state()));
        return status == HttpStatus.CREATED
                ? answer.with(
                        "Location",
                        PATH + "/" + URLEncoder.encode(wanted.getId(), UTF_8).replace("+", "%20"))
                : answer;
    }

    private static int status(Submission submission, Adjustment wanted) {
        if (!submission.state().isFor(wanted)) {
            return HttpStatus.CONFLICT;
        }
        AdjustmentOutcome outcome = submission.state().outcome();
        if (outcome == null) {
            return HttpStatus.ACCEPTED;
        }
        return outcome.getStatus() == AdjustmentStatus.REFUSED
                ? HttpStatus.UNPROCESSABLE
                : submission.created() ? HttpStatus.CREATED : HttpStatus.OK;
    }

    private HttpAnswer find(HttpRequest request) {
        String id = PercentEncoding.decodePath(request.path().substring(PATH.length() + 1));
        return adjustments
                .find(id)
                .map(found -> HttpAnswer.of(HttpStatus.OK, HttpAnswer.JSON, AdjustmentAnswer.text(found)))
                .orElseGet(() -> Problem.of(HttpStatus.NOT_FOUND, "no adjustment has this id"));
    }

    /** Breaks off what is under way. */
    @Override
    public void close() {
        work.close();
    }
}
