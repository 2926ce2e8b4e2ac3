package io.tollgate.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Receives webhooks on loopback with one thread. A request to {@code /NUMBER} is answered with 200, and its time noted;
 * one to {@code /hang} is never answered.
 */
final class WebhookReceiver implements AutoCloseable {

    private static final int MOST_BYTES = 4 << 10;
    private static final int BACKLOG = 4_096;
    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".getBytes(US_ASCII);

    private final Selector selector = Selector.open();
    private final ServerSocketChannel listening = ServerSocketChannel.open();
    private final AtomicLongArray arrivedNanos;

    /** @param webhooks how many numbers there are */
    WebhookReceiver(int webhooks) throws IOException {
        this.arrivedNanos = new AtomicLongArray(webhooks);
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        listening.configureBlocking(false);
        listening.register(selector, SelectionKey.OP_ACCEPT);
        Thread thread = new Thread(this::run, "webhook-receiver");
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns where it listens. */
    String address() throws IOException {
        return "http://127.0.0.1:" + ((InetSocketAddress) listening.getLocalAddress()).getPort();
    }

    /** Returns when the last event for a number came, as {@link System#nanoTime}; 0 if none came. */
    long arrivedNanos(int number) {
        return arrivedNanos.get(number);
    }

    /** Forgets what came. */
    void clear() {
        for (int i = 0; i < arrivedNanos.length(); i++) {
            arrivedNanos.set(i, 0);
        }
    }

    private void run() {
        try {
            while (selector.isOpen()) {
                selector.select(this::ready);
            }
        } catch (ClosedSelectorException e) {
            // it is over
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void ready(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                SocketChannel connection = listening.accept();
                if (connection != null) {
                    connection.configureBlocking(false);
                    connection.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(MOST_BYTES));
                }
            } else {
                read(key, (SocketChannel) key.channel(), (ByteBuffer) key.attachment());
            }
        } catch (IOException e) {
            close(key);
        }
    }

    private void read(SelectionKey key, SocketChannel connection, ByteBuffer request) throws IOException {
        if (connection.read(request) < 0) {
            close(key);
            return;
        }
        String text = US_ASCII.decode(request.duplicate().flip()).toString();
        if (!text.endsWith("}") || text.startsWith("POST /hang")) {
            return; // the payload is JSON, and small enough to come whole
        }
        arrivedNanos.set(Integer.parseInt(text.substring("POST /".length(), text.indexOf(" HTTP"))), System.nanoTime());
        connection.write(ByteBuffer.wrap(ANSWER));
        close(key);
    }

    private static void close(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            close(key);
        }
        selector.close();
    }
}
