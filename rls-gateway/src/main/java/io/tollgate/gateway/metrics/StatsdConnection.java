package io.tollgate.gateway.metrics;

import java.io.IOException;

/** The way to a statsd server. Used by one thread, but closed by any. */
interface StatsdConnection extends AutoCloseable {

    /**
     * Makes sure that there is a connection, so that nothing is put together for a server that is not there.
     *
     * @throws IOException if there is none and none can be had
     */
    void open() throws IOException;

    /**
     * Sends whole lines.
     *
     * @throws IOException if they cannot be sent
     */
    void send(byte[] lines) throws IOException;

    /** Returns how many bytes of lines are best sent at once. */
    int packetBytes();

    /** Ends the connection, and with it a sending that hangs. */
    @Override
    void close();
}
