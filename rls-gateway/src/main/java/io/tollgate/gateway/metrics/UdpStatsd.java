package io.tollgate.gateway.metrics;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** A statsd server that is sent datagrams. That nobody is there shows at times only, and only on the same machine. */
final class UdpStatsd implements StatsdConnection {

    /** What fits into a frame of Ethernet, as clients of dogstatsd have it. */
    private static final int PACKET_BYTES = 1_432;

    private final String host;
    private final int port;
    private volatile @Nullable DatagramSocket socket; // written by the sending thread only

    UdpStatsd(String host, int port) {
        this.host = host;
        this.port = port;
    }

    @Override
    public void open() throws IOException {
        if (socket == null) {
            InetSocketAddress address = new InetSocketAddress(host, port);
            if (address.isUnresolved()) {
                throw new UnknownHostException(host + ": unknown host");
            }
            DatagramSocket fresh = new DatagramSocket();
            fresh.connect(address);
            socket = fresh;
        }
    }

    @Override
    public void send(byte[] lines) throws IOException {
        DatagramSocket current = socket;
        if (current == null) {
            throw new IOException("not open");
        }
        try {
            current.send(new DatagramPacket(lines, lines.length));
        } catch (IOException e) {
            current.close();
            socket = null; // the name may stand for another address the next time
            throw e;
        }
    }

    @Override
    public int packetBytes() {
        return PACKET_BYTES;
    }

    @Override
    public void close() {
        DatagramSocket current = socket;
        if (current != null) {
            current.close();
        }
    }
}
