package io.tollgate.runtime.http;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/** Reads one request's body as it comes, without a thread that waits for it. */
final class RequestBody {

    private final Request request;
    private final int mostBytes;
    private final Taker taker;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final AtomicBoolean over = new AtomicBoolean();
    private Scheduler.@Nullable Task deadline;

    /** Is told how the reading ended, once, on any thread. */
    interface Taker {

        /** All of it came. */
        void whole(byte[] body);

        /** It is answered with this instead, and what still comes is of no use. */
        void rejected(HttpAnswer why);

        /** Its sender went away. */
        void brokeOff(Throwable why);
    }

    RequestBody(Request request, int mostBytes, Taker taker) {
        this.request = requireNonNull(request, "request");
        this.mostBytes = mostBytes;
        this.taker = requireNonNull(taker, "taker");
    }

    /** Reads what is there, and the rest when it comes. */
    void read(Scheduler scheduler, Duration longest) {
        if (request.getLength() > mostBytes) {
            reject(Rejections.tooLarge(path(), mostBytes));
            return;
        }
        deadline =
                scheduler.schedule(() -> reject(Rejections.tooSlow(path())), longest.toMillis(), TimeUnit.MILLISECONDS);
        readOn();
    }

    private void readOn() {
        while (!over.get()) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this::readOn);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                fail(requireNonNull(chunk.getFailure(), "failure"));
                return;
            }
            take(chunk);
        }
    }

    private void take(Content.Chunk chunk) {
        bytes.writeBytes(BufferUtil.toArray(chunk.getByteBuffer()));
        boolean last = chunk.isLast();
        chunk.release();
        if (bytes.size() > mostBytes) {
            reject(Rejections.tooLarge(path(), mostBytes));
        } else if (last && ends()) {
            taker.whole(bytes.toByteArray());
        }
    }

    private void fail(Throwable why) {
        if (why instanceof TimeoutException) {
            reject(Rejections.tooSlow(path()));
        } else if (why instanceof HttpException bad && bad.getCode() == HttpStatus.BAD_REQUEST) {
            reject(Rejections.badBody(path()));
        } else if (ends()) {
            taker.brokeOff(why);
        }
    }

    private void reject(HttpAnswer why) {
        if (ends()) {
            taker.rejected(why);
        }
    }

    private boolean ends() {
        if (!over.compareAndSet(false, true)) {
            return false;
        }
        Scheduler.Task pending = deadline;
        if (pending != null) {
            pending.cancel();
        }
        return true;
    }

    private String path() {
        return request.getHttpURI().getPath();
    }
}
