package io.tollgate.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.tollgate.runtime.http.BadRequestTextException;
import io.tollgate.streams.export.ExportRequest;
import io.tollgate.streams.export.ExportRequestException;
import io.tollgate.streams.export.LedgerExport;
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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Exports rows of the ledger, on threads of its own, to a few clients at a time. */
final class LedgerEndpoint implements HttpHandler, AutoCloseable {

    static final String PATH = "/v1/ledger";

    /** How long a client may take nothing. */
    static final Duration STALL = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(LedgerEndpoint.class);
    private static final int MOST_EXPORTS = 2;
    private static final String RETRY_AFTER_SECONDS = "10";
    private static final int BUFFER_CHARS = 16 << 10;

    private final TopicSource source;
    private final boolean open;
    private final Duration stall;
    private final ExecutorService exports;
    private final ScheduledThreadPoolExecutor timer;

    /**
     * @param open whether it also answers what comes in at addresses that others than this machine can reach
     * @param stall how long a client may take nothing
     */
    LedgerEndpoint(TopicSource source, boolean open, Duration stall) {
        this.source = source;
        this.open = open;
        this.stall = stall;
        this.exports = new ThreadPoolExecutor(
                0, MOST_EXPORTS, 1, TimeUnit.MINUTES, new SynchronousQueue<>(), daemons("tollgate-ledger-export"));
        this.timer = new ScheduledThreadPoolExecutor(1, daemons("tollgate-ledger-export-timer"));
        timer.setRemoveOnCancelPolicy(true);
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread named = new Thread(task, name);
            named.setDaemon(true);
            return named;
        };
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (LocalOnly.refuses(exchange, open, "the ledger", StreamsAppSettings.HTTP_LEDGER_OPEN.name())) {
            return;
        }
        if (exchange.getProtocol().equals("HTTP/1.0")) {
            HttpAnswer.text(
                    exchange,
                    HttpAnswer.VERSION_NOT_SUPPORTED,
                    "an export needs HTTP/1.1: with HTTP/1.0 one that broke off would look whole");
        } else {
            begin(exchange);
        }
    }

    private void begin(HttpExchange exchange) throws IOException {
        try {
            ExportRequest request = ExportRequest.parse(withOffsets(HttpQuery.parameters(exchange)), "");
            exports.execute(() -> export(exchange, request));
        } catch (ExportRequestException | BadRequestTextException e) {
            HttpAnswer.text(exchange, HttpAnswer.BAD_REQUEST, String.valueOf(e.getMessage()));
        } catch (RejectedExecutionException e) {
            exchange.getResponseHeaders().set("Retry-After", RETRY_AFTER_SECONDS);
            HttpAnswer.text(
                    exchange,
                    HttpAnswer.UNAVAILABLE,
                    MOST_EXPORTS + " exports are under way, which is the most at a time: try again in "
                            + RETRY_AFTER_SECONDS + " s");
        }
    }

    /** No instant holds a space: one is the plus sign of an offset, typed as it is where a query needs {@code %2B}. */
    private static Map<String, String> withOffsets(Map<String, String> parameters) {
        Map<String, String> read = new HashMap<>(parameters);
        read.computeIfPresent(Period.FROM, (name, text) -> text.replace(' ', '+'));
        read.computeIfPresent(Period.TO, (name, text) -> text.replace(' ', '+'));
        return read;
    }

    private void export(HttpExchange exchange, ExportRequest request) {
        try (LedgerExport export = LedgerExport.open(source, request)) {
            stream(exchange, request, export);
        } catch (ExportRequestException e) {
            refuse(exchange, HttpAnswer.BAD_REQUEST, String.valueOf(e.getMessage()));
        } catch (TopicUnavailableException e) {
            LOG.warn("a ledger export could not begin: {}", e.getMessage());
            refuse(exchange, HttpAnswer.UNAVAILABLE, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error("a ledger export failed", e);
            refuse(exchange, HttpAnswer.FAILED, "unexpected error, the log says more");
        }
    }

    private void stream(HttpExchange exchange, ExportRequest request, LedgerExport export) {
        exchange.getResponseHeaders().set("Content-Type", request.format().contentType());
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        try {
            StreamedBody body = StreamedBody.begin(exchange, HttpAnswer.OK, timer, stall);
            try {
                Writer out = new BufferedWriter(new OutputStreamWriter(body, UTF_8), BUFFER_CHARS);
                export.writeTo(out);
                out.flush();
                body.end();
            } finally {
                body.breakOff();
            }
        } catch (IOException e) {
            LOG.debug("the client of a ledger export went away", e);
        } catch (TopicUnavailableException e) {
            LOG.warn("a ledger export broke off: {}", e.getMessage());
        }
    }

    private static void refuse(HttpExchange exchange, int status, String why) {
        try {
            HttpAnswer.text(exchange, status, why);
        } catch (IOException e) {
            LOG.debug("the client of a ledger export does not hear why it failed", e);
        }
    }

    /** Breaks off what is under way. */
    @Override
    public void close() {
        exports.shutdownNow();
        timer.shutdownNow();
    }
}
