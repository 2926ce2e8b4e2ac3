package io.tollgate.runtime.http;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * An answer of unknown length, sent in chunks, that its reader can tell from one that broke off: only {@link #end} says
 * that it is whole. A client that takes nothing for a while is given up: the write that waits for it fails. Used by one
 * thread, which it blocks.
 */
public final class StreamedBody extends OutputStream {

    private final Content.Sink sink;
    private final Callback completion;
    private boolean over;

    StreamedBody(Content.Sink sink, Callback completion) {
        this.sink = requireNonNull(sink, "sink");
        this.completion = requireNonNull(completion, "completion");
    }

    /** Sends the headers. */
    void begin() throws IOException {
        try {
            Content.Sink.write(sink, false, BufferUtil.EMPTY_BUFFER);
        } catch (IOException | RuntimeException e) {
            breakOff();
            throw e;
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    /** Sends these bytes at once. */
    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > 0) {
            Content.Sink.write(sink, false, ByteBuffer.wrap(bytes, offset, length));
        }
    }

    /** Says that the answer is whole, and ends the exchange. */
    public void end() throws IOException {
        Content.Sink.write(sink, true, BufferUtil.EMPTY_BUFFER);
        over = true;
        completion.succeeded();
    }

    /** Ends the exchange such that the client sees an answer that broke off, unless it was ended before. */
    public void breakOff() {
        if (!over) {
            over = true;
            completion.failed(new IOException("the answer broke off"));
        }
    }

    /** Breaks off what was not ended. */
    @Override
    public void close() {
        breakOff();
    }
}
