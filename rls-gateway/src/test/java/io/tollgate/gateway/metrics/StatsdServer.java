package io.tollgate.gateway.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A statsd server on loopback that keeps the lines it gets over TCP and UDP. */
final class StatsdServer implements AutoCloseable {

    private static final int BACKLOG = 16;

    final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final List<Socket> connections = Collections.synchronizedList(new ArrayList<>());
    private final ServerSocket tcp;
    private final DatagramSocket udp;

    StatsdServer() {
        try {
            InetAddress loopback = InetAddress.getLoopbackAddress();
            tcp = new ServerSocket(0, BACKLOG, loopback);
            udp = new DatagramSocket(0, loopback);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
        start(this::receive);
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // closed
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket connection = tcp.accept();
            connections.add(connection);
            start(() -> {
                BufferedReader reader = new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8));
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    lines.add(line);
                }
            });
        }
    }

    private void receive() throws IOException {
        while (true) {
            DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
            udp.receive(packet);
            new String(packet.getData(), 0, packet.getLength(), UTF_8).lines().forEach(lines::add);
        }
    }

    int port() {
        return tcp.getLocalPort();
    }

    int udpPort() {
        return udp.getLocalPort();
    }

    /** Ends the connections that there are; new ones are welcome. */
    void endConnections() {
        try {
            synchronized (connections) {
                for (Socket connection : connections) {
                    connection.close();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a copy of what came so far. */
    List<String> taken() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    @Override
    public void close() {
        try {
            tcp.close();
            udp.close();
            endConnections();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Work {
        void run() throws IOException;
    }
}
