package io.tollgate.streams;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A response of unknown length, sent in chunks, that its reader can tell from one that broke off: only {@link #end} says
 * that it is whole. A client that takes nothing for a while is given up. Used by one thread.
 */
final class StreamedBody extends OutputStream {

    private final HttpExchange exchange;
    private final OutputStream body;
    private final ScheduledExecutorService timer;
    private final Duration stall;
    private boolean whole;

    private StreamedBody(HttpExchange exchange, ScheduledExecutorService timer, Duration stall) {
        this.exchange = exchange;
        this.body = exchange.getResponseBody();
        this.timer = timer;
        this.stall = stall;
    }

    /**
     * Sends the headers.
     *
     * @param timer interrupts a thread that waits for the client
     * @param stall how long a client may take nothing
     */
    static StreamedBody begin(HttpExchange exchange, int status, ScheduledExecutorService timer, Duration stall)
            throws IOException {
        StreamedBody begun = new StreamedBody(exchange, timer, stall);
        exchange.setStreams(null, begun);
        try {
            exchange.sendResponseHeaders(status, 0);
        } catch (IOException e) {
            begun.breakOff();
            throw e;
        }
        return begun;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        unlessStalled(() -> body.write(bytes, offset, length));
    }

    /** A blocked write has no timeout; an interrupt closes the connection. */
    private void unlessStalled(Send send) throws IOException {
        ScheduledFuture<?> givingUp =
                timer.schedule(Thread.currentThread()::interrupt, stall.toMillis(), TimeUnit.MILLISECONDS);
        try {
            send.send();
        } finally {
            givingUp.cancel(false);
        }
    }

    /** Says that the response is whole, and ends the exchange. */
    void end() throws IOException {
        whole = true;
        close();
        exchange.close();
    }

    /** Ends the exchange such that the client sees a response that broke off, unless it was ended before. */
    void breakOff() {
        if (!whole) {
            exchange.close();
        }
    }

    /**
     * Also called by the exchange when it is closed: at an exception it closes the connection, without the chunk that
     * would say that the response is whole.
     */
    @Override
    public void close() throws IOException {
        if (!whole) {
            throw new IOException("the response broke off");
        }
        unlessStalled(body::close);
    }

    private interface Send {
        void send() throws IOException;
    }
}
