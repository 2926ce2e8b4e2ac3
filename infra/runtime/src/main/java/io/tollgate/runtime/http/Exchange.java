package io.tollgate.runtime.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/** The answer to one request, on its way to Jetty. Thread-safe. */
final class Exchange implements HttpReply {

    private final Request request;
    private final Response response;
    private final Callback completion;
    private final OpenConnection connection;
    private final boolean lastOfItsConnection;
    private final AtomicBoolean answered = new AtomicBoolean();

    /**
     * @param lastOfItsConnection whether the connection is to be closed behind the answer
     */
    Exchange(
            Request request,
            Response response,
            Callback callback,
            OpenConnection connection,
            boolean lastOfItsConnection) {
        this.request = requireNonNull(request, "request");
        this.response = requireNonNull(response, "response");
        this.connection = requireNonNull(connection, "connection");
        this.lastOfItsConnection = lastOfItsConnection;
        this.completion = Callback.from(() -> connection.waits(System.nanoTime()), callback);
    }

    @Override
    public void send(HttpAnswer answer) {
        claim();
        write(answer, lastOfItsConnection, completion);
    }

    /** Answers a request that was not read whole, and forgets what still comes of it. */
    void reject(HttpAnswer answer, Scheduler scheduler) {
        claim();
        write(answer, true, Callback.from(() -> Leftover.forget(request, scheduler, completion), completion::failed));
    }

    private void claim() {
        if (!answered.compareAndSet(false, true)) {
            throw new IllegalStateException("the request was answered before");
        }
    }

    /** Returns whether an answer is on its way. */
    boolean isAnswered() {
        return answered.get();
    }

    private void write(HttpAnswer answer, boolean close, Callback written) {
        byte[] body = answer.body().getBytes(UTF_8);
        HttpFields.Mutable headers = head(answer, close);
        if (answer.status() == HttpStatus.NO_CONTENT) {
            headers.remove(HttpHeader.CONTENT_TYPE); // RFC 9110: it has neither content nor a length
        } else {
            headers.put(HttpHeader.CONTENT_LENGTH, body.length);
        }
        connection.sends(System.nanoTime());
        response.write(true, ByteBuffer.wrap(body), written);
    }

    private HttpFields.Mutable head(HttpAnswer answer, boolean close) {
        response.setStatus(answer.status());
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(HttpHeader.CONTENT_TYPE, answer.contentType());
        headers.put("X-Content-Type-Options", "nosniff");
        answer.headers().forEach(headers::put);
        if (close) {
            headers.put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
        }
        return headers;
    }

    @Override
    public StreamedBody stream(HttpAnswer head, Duration stall) throws IOException {
        claim();
        head(head, lastOfItsConnection);
        EndPoint client = request.getConnectionMetaData().getConnection().getEndPoint();
        long before = client.getIdleTimeout();
        client.setIdleTimeout(stall.toMillis());
        StreamedBody body = new StreamedBody(response, Callback.from(() -> client.setIdleTimeout(before), completion));
        body.begin();
        return body;
    }

    /** Ends it without an answer: there is nobody to answer. */
    void abandon(Throwable why) {
        if (answered.compareAndSet(false, true)) {
            completion.failed(why);
        }
    }
}
