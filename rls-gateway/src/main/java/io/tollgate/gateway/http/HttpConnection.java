package io.tollgate.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.ChannelFuture;
import io.grpc.netty.shaded.io.netty.channel.ChannelFutureListener;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.SimpleChannelInboundHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.SocketChannel;
import io.grpc.netty.shaded.io.netty.handler.codec.DecoderResult;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.FullHttpRequest;
import io.grpc.netty.shaded.io.netty.handler.codec.http.FullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpMethod;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponseStatus;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpUtil;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpVersion;
import io.grpc.netty.shaded.io.netty.handler.codec.http.TooLongHttpContentException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection. The next request is answered when the one before is answered and written, and no more is read
 * until then: a client that does not read its answers gets no more. Used by the connection's event loop only.
 */
final class HttpConnection extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);

    private static final Page NOT_FOUND = Page.text(404, "404 page not found\n");
    private static final Page BAD_REQUEST = Page.text(400, "Bad Request\n");
    private static final Page TOO_LARGE = Page.text(413, "Request Entity Too Large\n");
    private static final Page FAILED = Page.text(500, "Internal Server Error\n");

    /** How long a client that was refused may take to read that, while it goes on sending. */
    private static final Duration LINGER = Duration.ofSeconds(10);

    private final Map<String, Route> routes;

    /** What came along with the request that is being answered. */
    private final Deque<Request> waiting = new ArrayDeque<>();

    private boolean busy;

    private boolean lingering;

    /** What of a request matters. */
    private record Request(
            String path,
            Route.Request said,
            boolean keepAlive,
            boolean headOnly,
            @Nullable Page refusal) {

        static Request of(FullHttpRequest request) {
            Page refusal = refusal(request.decoderResult());
            return new Request(
                    path(request.uri()),
                    new Route.Request(request.content().toString(UTF_8), request.headers()::get),
                    refusal == null && HttpUtil.isKeepAlive(request),
                    request.method().equals(HttpMethod.HEAD),
                    refusal);
        }

        private static @Nullable Page refusal(DecoderResult read) {
            if (read.isSuccess()) {
                return null;
            }
            return read.cause() instanceof TooLongHttpContentException ? TOO_LARGE : BAD_REQUEST;
        }

        private static String path(String uri) {
            int query = uri.indexOf('?');
            return query < 0 ? uri : uri.substring(0, query);
        }
    }

    HttpConnection(Map<String, Route> routes) {
        this.routes = routes;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
        super.channelActive(context);
        context.read();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (lingering) {
            return;
        }
        waiting.add(Request.of(request));
        if (!busy) {
            answerNext(context);
        }
    }

    private void answerNext(ChannelHandlerContext context) {
        Request request = waiting.poll();
        busy = request != null;
        if (request == null) {
            context.read();
        } else {
            answer(context, request);
        }
    }

    private void answer(ChannelHandlerContext context, Request request) {
        Page refusal = request.refusal();
        if (refusal != null) {
            write(context, request, refusal);
            return;
        }
        Route route = routes.get(request.path());
        if (route == null) {
            write(context, request, NOT_FOUND);
            return;
        }
        try {
            route.answer(request.said(), page -> write(context, request, page));
        } catch (RuntimeException e) {
            LOG.error("{} could not be answered", request.path(), e);
            write(context, request, FAILED);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the connection by itself
    private void write(ChannelHandlerContext context, Request request, Page page) {
        byte[] body = page.text().getBytes(UTF_8);
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(page.status()),
                request.headOnly() ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, page.contentType())
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set("x-content-type-options", "nosniff");
        HttpUtil.setKeepAlive(response, request.keepAlive());
        ChannelFuture written = context.writeAndFlush(response);
        if (request.keepAlive()) {
            written.addListener(done -> answerNext(context));
        } else if (request.refusal() == null) {
            written.addListener(ChannelFutureListener.CLOSE);
        } else {
            written.addListener(done -> linger(context));
        }
    }

    /**
     * Closes for writing and throws away what still comes, until the client closes. To close at once would reset the
     * connection, and the client might lose the answer (RFC 9112, section 9.6).
     */
    @SuppressWarnings("FutureReturnValueIgnored") // closing a connection reports to nobody
    private void linger(ChannelHandlerContext context) {
        lingering = true;
        waiting.clear();
        ((SocketChannel) context.channel()).shutdownOutput();
        context.channel().config().setAutoRead(true);
        context.executor().schedule(() -> context.close(), LINGER.toSeconds(), TimeUnit.SECONDS);
    }

    /** A client that went away or fell silent is nothing to report. */
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // closing a connection reports to nobody
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.debug("An HTTP connection is closed", cause);
        }
        context.close();
    }
}
