package io.tollgate.gateway.metrics;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** A statsd server at the other end of a TCP connection. */
final class TcpStatsd implements StatsdConnection {

    private static final int CONNECT_TIMEOUT_MS = 2_000;
    private static final int LISTEN_MS = 1;
    private static final int PACKET_BYTES = 16_384;

    private final String host;
    private final int port;
    private volatile @Nullable Socket socket; // written by the sending thread only

    TcpStatsd(String host, int port) {
        this.host = host;
        this.port = port;
    }

    @Override
    public void open() throws IOException {
        Socket current = socket;
        if (current == null || isEnded(current)) {
            drop(current);
            socket = connect();
        }
    }

    /** A server that went away is noticed before it is written to: the first write after that would be lost unnoticed. */
    private static boolean isEnded(Socket current) {
        try {
            return current.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private Socket connect() throws IOException {
        Socket fresh = new Socket();
        try {
            InetSocketAddress address = new InetSocketAddress(host, port);
            if (address.isUnresolved()) {
                throw new UnknownHostException(host + ": unknown host");
            }
            fresh.setSoTimeout(LISTEN_MS);
            fresh.connect(address, CONNECT_TIMEOUT_MS);
            if (fresh.getLocalSocketAddress().equals(fresh.getRemoteSocketAddress())) {
                // where nobody listens at a port of the range for clients, it may be given to the client itself
                throw new ConnectException("Connection refused");
            }
            return fresh;
        } catch (IOException e) {
            drop(fresh);
            throw e;
        }
    }

    @Override
    public void send(byte[] lines) throws IOException {
        Socket current = socket;
        if (current == null) {
            throw new IOException("not connected");
        }
        try {
            current.getOutputStream().write(lines);
        } catch (IOException e) {
            drop(current);
            socket = null;
            throw e;
        }
    }

    @Override
    public int packetBytes() {
        return PACKET_BYTES;
    }

    @Override
    public void close() {
        drop(socket);
    }

    private static void drop(@Nullable Socket socket) {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                // it is given up in any case, and nothing more is to be done with it
            }
        }
    }
}
