package io.tollgate.streams.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.tollgate.runtime.http.BadRequestTextException;
import io.tollgate.runtime.http.BoundedWork;
import io.tollgate.runtime.http.HttpAnswer;
import io.tollgate.runtime.http.HttpEndpoint;
import io.tollgate.runtime.http.HttpReply;
import io.tollgate.runtime.http.HttpRequest;
import io.tollgate.runtime.http.HttpStatus;
import io.tollgate.runtime.http.Problem;
import io.tollgate.runtime.http.QueryString;
import io.tollgate.runtime.http.StreamedBody;
import io.tollgate.streams.ledger.export.ExportRequest;
import io.tollgate.streams.ledger.export.ExportRequestException;
import io.tollgate.streams.ledger.export.LedgerExport;
import io.tollgate.streams.reading.Period;
import io.tollgate.streams.reading.TopicSource;
import io.tollgate.streams.reading.TopicUnavailableException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Exports rows of the ledger, on threads of its own, to a few clients at a time. */
public final class LedgerEndpoint implements HttpEndpoint, AutoCloseable {

    /** Where rows are exported. */
    public static final String PATH = "/v1/ledger";

    /** How long a client may take nothing. */
    public static final Duration STALL = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(LedgerEndpoint.class);
    private static final int MOST_EXPORTS = 2;
    private static final int RETRY_AFTER_SECONDS = 10;
    private static final int BUFFER_CHARS = 16 << 10;

    private final TopicSource source;
    private final Duration stall;
    private final BoundedWork exports = new BoundedWork("tollgate-ledger-export", MOST_EXPORTS);

    /** @param stall how long a client may take nothing */
    public LedgerEndpoint(TopicSource source, Duration stall) {
        this.source = requireNonNull(source, "source");
        this.stall = requireNonNull(stall, "stall");
    }

    @Override
    public void answer(HttpRequest request, HttpReply reply) {
        if (!request.tellsTheEndOfAStream()) {
            reply.send(Problem.of(
                    HttpStatus.VERSION_NOT_SUPPORTED,
                    "an export needs HTTP/1.1: with HTTP/1.0 one that broke off would look whole"));
            return;
        }
        try {
            ExportRequest wanted = ExportRequest.parse(withOffsets(QueryString.parse(request.query())), "");
            boolean headOnly = request.isHead();
            if (!exports.begin(() -> export(wanted, headOnly, reply))) {
                reply.send(Problem.unavailable(
                        MOST_EXPORTS + " exports are under way, which is the most at a time", RETRY_AFTER_SECONDS));
            }
        } catch (ExportRequestException | BadRequestTextException e) {
            reply.send(Problem.of(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage())));
        }
    }

    /** No instant holds a space: one is the plus sign of an offset, typed as it is where a query needs {@code %2B}. */
    private static Map<String, String> withOffsets(Map<String, String> parameters) {
        Map<String, String> read = new HashMap<>(parameters);
        read.computeIfPresent(Period.FROM, (name, text) -> text.replace(' ', '+'));
        read.computeIfPresent(Period.TO, (name, text) -> text.replace(' ', '+'));
        return read;
    }

    private void export(ExportRequest request, boolean headOnly, HttpReply reply) {
        HttpAnswer head =
                HttpAnswer.of(HttpStatus.OK, request.format().contentType(), "").with("Cache-Control", "no-store");
        try (LedgerExport export = LedgerExport.open(source, request)) {
            if (headOnly) {
                reply.send(head);
            } else {
                stream(export, head, reply);
            }
        } catch (ExportRequestException e) {
            reply.send(Problem.of(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage())));
        } catch (TopicUnavailableException e) {
            LOG.warn("a ledger export could not begin: {}", e.getMessage());
            reply.send(Problem.of(HttpStatus.UNAVAILABLE, String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            LOG.error("a ledger export failed", e);
            reply.send(Problem.of(HttpStatus.FAILED, "unexpected error, the log says more"));
        }
    }

    /** What fails here is told by a stream that does not end. */
    private void stream(LedgerExport export, HttpAnswer head, HttpReply reply) {
        try (StreamedBody body = reply.stream(head, stall)) {
            Writer out = new BufferedWriter(new OutputStreamWriter(body, UTF_8), BUFFER_CHARS);
            export.writeTo(out);
            out.flush();
            body.end();
        } catch (IOException e) {
            LOG.debug("the client of a ledger export went away", e);
        } catch (TopicUnavailableException e) {
            LOG.warn("a ledger export broke off: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("a ledger export broke off", e);
        }
    }

    /** Breaks off what is under way. */
    @Override
    public void close() {
        exports.close();
    }
}
