package io.tollgate.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.ChannelFuture;
import io.grpc.netty.shaded.io.netty.channel.ChannelFutureListener;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.SimpleChannelInboundHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.FullHttpRequest;
import io.grpc.netty.shaded.io.netty.handler.codec.http.FullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpMethod;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponseStatus;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpUtil;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
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
    private static final Page FAILED = Page.text(500, "Internal Server Error\n");

    private final Map<String, Route> routes;

    /** What came along with the request that is being answered. */
    private final Deque<Request> waiting = new ArrayDeque<>();

    private boolean busy;

    /** What of a request matters. */
    private record Request(String path, Route.Request said, boolean keepAlive, boolean headOnly, boolean wellFormed) {

        static Request of(FullHttpRequest request) {
            boolean wellFormed = request.decoderResult().isSuccess();
            return new Request(
                    path(request.uri()),
                    new Route.Request(request.content().toString(UTF_8), request.headers()::get),
                    wellFormed && HttpUtil.isKeepAlive(request),
                    request.method().equals(HttpMethod.HEAD),
                    wellFormed);
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
        if (!request.wellFormed()) {
            write(context, request, BAD_REQUEST);
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
        } else {
            written.addListener(ChannelFutureListener.CLOSE);
        }
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
