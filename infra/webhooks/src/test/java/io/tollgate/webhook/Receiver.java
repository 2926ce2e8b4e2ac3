package io.tollgate.webhook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A receiver of webhooks on loopback that does what a test says, byte for byte. */
final class Receiver implements AutoCloseable {

    private final ServerSocket listening;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "receiver");
        thread.setDaemon(true);
        return thread;
    });
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final AtomicInteger left = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Answer answer = status(200);

    /** A request as it came. */
    record Request(String line, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        String id() {
            return header("webhook-id");
        }

        String path() {
            return line.split(" ", -1)[1];
        }
    }

    /** What is answered. */
    interface Answer {
        void to(Request request, OutputStream out) throws IOException, InterruptedException;
    }

    Receiver() throws IOException {
        this(new ServerSocket(0, 1_024, InetAddress.getLoopbackAddress()));
    }

    Receiver(ServerSocket listening) {
        this.listening = listening;
        threads.execute(this::listen);
    }

    /** Answers with a status and lines of headers. */
    static Answer status(int status, String... headers) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Said\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return raw(head + "Content-Length: 0\r\n\r\n");
    }

    /** Answers with a text. */
    static Answer raw(String text) {
        return (request, out) -> out.write(text.getBytes(ISO_8859_1));
    }

    /** Answers nothing until the receiver is closed. */
    Answer hang() {
        return (request, out) -> closed.await();
    }

    /** Answers with a beginning, and then with the same again and again. */
    static Answer endless(String begin, String again) {
        return (request, out) -> {
            raw(begin).to(request, out);
            while (true) {
                raw(again).to(request, out);
            }
        };
    }

    void answer(Answer next) {
        this.answer = next;
    }

    /** Returns how many of those who sent something have gone before they had all of the answer. */
    int left() {
        return left.get();
    }

    int port() {
        return listening.getLocalPort();
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    List<Request> requests() {
        return requests;
    }

    /** Returns the ids of the events that came, each as often as it came. */
    List<String> ids() {
        return requests.stream().map(Request::id).toList();
    }

    private void listen() {
        try {
            while (true) {
                Socket connection = listening.accept();
                connections.add(connection);
                threads.execute(() -> serve(connection));
            }
        } catch (IOException e) {
            // it was closed
        }
    }

    private void serve(Socket connection) {
        try (connection;
                InputStream in = new BufferedInputStream(connection.getInputStream())) {
            Request request = read(in);
            requests.add(request);
            answer.to(request, connection.getOutputStream());
            connection.getOutputStream().flush();
        } catch (IOException e) {
            left.incrementAndGet();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Request read(InputStream in) throws IOException {
        List<String> head = new ArrayList<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            head.add(line);
        }
        Map<String, String> headers = new TreeMap<>();
        for (String line : head.subList(1, head.size())) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Request(head.get(0), headers, new String(in.readNBytes(length), UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("closed");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        listening.close();
        for (Socket connection : connections) {
            connection.close();
        }
        threads.shutdownNow();
    }
}
