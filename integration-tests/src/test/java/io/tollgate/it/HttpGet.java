package io.tollgate.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The answer to a request that is sent as it is written, {@code Host} included, which the JDK's client does not let anybody
 * choose.
 *
 * @param status its status
 * @param headers lines {@code name: value}, names in lower case
 * @param body as it is sent
 */
record HttpGet(int status, List<String> headers, String body) {

    /**
     * Asks a server on the loopback interface.
     *
     * @param headers lines {@code name: value}
     */
    static HttpGet of(int port, String host, String path, String... headers) {
        StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        request.append("Connection: close\r\n\r\n");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(request.toString().getBytes(ISO_8859_1));
            return read(new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1)));
        } catch (IOException e) {
            throw new UncheckedIOException("no answer at port " + port, e);
        }
    }

    private static HttpGet read(BufferedReader answer) throws IOException {
        int status = Integer.parseInt(answer.readLine().split(" ", 3)[1]);
        List<String> headers = new ArrayList<>();
        for (String line = answer.readLine(); line != null && !line.isEmpty(); line = answer.readLine()) {
            int colon = line.indexOf(':');
            headers.add(line.substring(0, colon).toLowerCase(Locale.ROOT) + line.substring(colon));
        }
        return new HttpGet(status, headers, answer.lines().collect(Collectors.joining("\n")));
    }
}
