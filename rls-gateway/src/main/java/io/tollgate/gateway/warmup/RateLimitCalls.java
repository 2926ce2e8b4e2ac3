package io.tollgate.gateway.warmup;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitServiceGrpc;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * Calls of {@code ShouldRateLimit} over one connection, as bare frames of HTTP/2 (RFC 9113) that are made once and sent
 * again. A gRPC client in its place would be as much code as the server, which the same compiler would have to see first,
 * and which a gateway never uses again. Reads of an answer only where it ends. Used by one thread.
 */
final class RateLimitCalls implements Closeable {

    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final int HEADER_BYTES = 9;
    private static final int STREAM_ID = 5;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int ACK = 1;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int LARGEST_WINDOW_UPDATE = 1 << 30;
    private static final int PING_BYTES = 8;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private int lastStream = -1;

    /**
     * Connects.
     *
     * @param timeout after which an answer is not waited for any more
     */
    RateLimitCalls(int port, Duration timeout) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) timeout.toMillis());
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            out = new DataOutputStream(socket.getOutputStream());
            out.write(PREFACE.getBytes(US_ASCII));
            out.write(frame(SETTINGS, 0, 0, new byte[0]));
            out.write(frame(WINDOW_UPDATE, 0, 0, int32(LARGEST_WINDOW_UPDATE)));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Returns the frames of a call, but for the number of its stream. */
    static byte[] call(RateLimitRequest request) {
        byte[] message = request.toByteArray();
        byte[] prefixed = ByteBuffer.allocate(1 + Integer.BYTES + message.length)
                .put((byte) 0) // not compressed
                .putInt(message.length)
                .put(message)
                .array();
        byte[] headers = frame(HEADERS, END_HEADERS, 0, headers());
        byte[] data = frame(DATA, END_STREAM, 0, prefixed);
        return ByteBuffer.allocate(headers.length + data.length)
                .put(headers)
                .put(data)
                .array();
    }

    /** What Envoy sends too; each as a literal that nobody has to remember (RFC 7541, 6.2.2). */
    private static byte[] headers() {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        literal(block, ":method", "POST");
        literal(block, ":scheme", "http");
        literal(
                block,
                ":path",
                "/" + RateLimitServiceGrpc.getShouldRateLimitMethod().getFullMethodName());
        literal(block, ":authority", "localhost");
        literal(block, "te", "trailers");
        literal(block, "grpc-timeout", "10S");
        literal(block, "content-type", "application/grpc");
        return block.toByteArray();
    }

    /** Both shorter than 127 bytes, so that one byte has the length. */
    private static void literal(ByteArrayOutputStream block, String name, String value) {
        block.write(0);
        block.write(name.length());
        block.writeBytes(name.getBytes(US_ASCII));
        block.write(value.length());
        block.writeBytes(value.getBytes(US_ASCII));
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(HEADER_BYTES + payload.length)
                .put((byte) (payload.length >>> Short.SIZE))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    private static byte[] int32(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }

    /**
     * Sends calls at once and returns when each has ended, with an answer or an error.
     *
     * @param calls see {@link #call}
     * @throws IOException if the connection is closed or the time is over
     */
    void send(List<byte[]> calls) throws IOException {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (byte[] call : calls) {
            lastStream += 2;
            frames.writeBytes(onStream(call, lastStream));
        }
        frames.writeTo(out);
        for (int open = calls.size(); open > 0; ) {
            open -= readFrame();
        }
    }

    private static byte[] onStream(byte[] call, int stream) {
        byte[] copy = call.clone();
        ByteBuffer frames = ByteBuffer.wrap(copy);
        int data = HEADER_BYTES + (frames.getInt(0) >>> Byte.SIZE);
        frames.putInt(STREAM_ID, stream).putInt(data + STREAM_ID, stream);
        return copy;
    }

    /** Returns how many calls ended by it: one or none. */
    private int readFrame() throws IOException {
        int lengthAndType = in.readInt();
        int flags = in.readUnsignedByte();
        in.readInt(); // it does not matter which of the streams
        byte[] payload = in.readNBytes(lengthAndType >>> Byte.SIZE);
        int type = lengthAndType & 0xff;
        if (type == SETTINGS && (flags & ACK) == 0) {
            out.write(frame(SETTINGS, ACK, 0, new byte[0]));
        } else if (type == PING && (flags & ACK) == 0 && payload.length == PING_BYTES) {
            out.write(frame(PING, ACK, 0, payload));
        } else if (type == GOAWAY) {
            throw new IOException("the connection is closed");
        }
        return type == HEADERS && (flags & END_STREAM) != 0 ? 1 : 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
