package io.tollgate.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds out whether ports are free before a part of the service fails on one. */
final class Ports {

    private Ports() {}

    /**
     * A port that a part is going to listen on.
     *
     * @param what what listens there, for the message
     * @param option the option that chooses another port
     * @param host name or address of the interface
     * @param port the port; 0 stands for any free one, and a negative one is not used: neither is checked
     */
    record Claim(String what, String option, String host, int port) {

        private String describe() {
            return "port " + port + " for " + what;
        }

        private void listenOnce() throws IOException {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                try (ServerSocket socket = new ServerSocket()) {
                    socket.bind(new InetSocketAddress(address, port));
                }
            }
        }
    }

    /**
     * Checks that every port can be listened on.
     *
     * @throws CannotStartException naming every port that is taken and the option that changes it
     */
    static void requireFree(List<Claim> claims) {
        List<String> problems = new ArrayList<>();
        Map<Integer, Claim> seen = new HashMap<>();
        for (Claim claim : claims) {
            if (claim.port() <= 0) {
                continue;
            }
            Claim other = seen.putIfAbsent(claim.port(), claim);
            if (other != null) {
                problems.add(claim.describe() + " is also given to " + other.what() + "; choose another with "
                        + claim.option());
                continue;
            }
            try {
                claim.listenOnce();
            } catch (IOException | IllegalArgumentException e) {
                problems.add(claim.describe() + " cannot be opened on " + claim.host() + " (" + e.getMessage()
                        + "); choose another with " + claim.option());
            }
        }
        if (!problems.isEmpty()) {
            throw new CannotStartException(String.join("\n", problems));
        }
    }

    /** Returns a port of 127.0.0.1 that was free a moment ago. */
    static int anyFree() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on 127.0.0.1", e);
        }
    }
}
