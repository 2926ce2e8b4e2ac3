package io.tollgate.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * Reads an answer as far as somebody wants to know: its status decides, its body is for people. Ends an answer that goes
 * on. The client writes it on one thread at a time; an attempt that ran out of time is read while it may still do so.
 */
final class AnswerReader implements Response.Listener {

    private static final int MOST_READ = 64 << 10;
    private static final int MOST_KEPT = 1 << 10;

    /** Those before, such as 103, announce another answer: RFC 9110, 15.2. */
    private static final int FIRST_FINAL = 200;

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private long read;
    private volatile @Nullable Integer status;
    private volatile @Nullable String retryAfter;

    @Override
    public void onHeaders(Response response) {
        if (response.getStatus() >= FIRST_FINAL) {
            status = response.getStatus();
            retryAfter = response.getHeaders().get(HttpHeader.RETRY_AFTER);
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // it says whether somebody else was faster
    public void onContent(Response response, ByteBuffer content) {
        read += content.remaining();
        byte[] some = new byte[Math.min(content.remaining(), MOST_KEPT - kept.size())];
        content.get(some);
        kept.writeBytes(some);
        content.position(content.limit());
        if (read > MOST_READ) {
            response.abort(new IllegalStateException("the answer goes on"));
        }
    }

    /** Returns the status; null if no answer came. */
    @Nullable Integer status() {
        return status;
    }

    /** Returns the header; null if there is none. */
    @Nullable String retryAfter() {
        return retryAfter;
    }

    /** Returns the beginning of the body, without what could do something to a terminal. */
    String body() {
        return kept.toString(UTF_8).replaceAll("[\\p{Cntrl}&&[^\n\t]]", "\uFFFD");
    }
}
