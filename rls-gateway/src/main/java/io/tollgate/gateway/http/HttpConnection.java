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
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's connection. The next request is read when the one before is answered and written. */
final class HttpConnection extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);

    private static final Page NOT_FOUND = Page.text(404, "404 page not found\n");
    private static final Page BAD_REQUEST = Page.text(400, "Bad Request\n");
    private static final Page FAILED = Page.text(500, "Internal Server Error\n");

    private final Map<String, Route> routes;

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
        boolean wellFormed = request.decoderResult().isSuccess();
        boolean keepAlive = wellFormed && HttpUtil.isKeepAlive(request);
        boolean headOnly = request.method().equals(HttpMethod.HEAD);
        if (!wellFormed) {
            write(context, BAD_REQUEST, false, headOnly);
            return;
        }
        Route route = routes.get(path(request.uri()));
        if (route == null) {
            write(context, NOT_FOUND, keepAlive, headOnly);
            return;
        }
        try {
            route.answer(request.content().toString(UTF_8), page -> write(context, page, keepAlive, headOnly));
        } catch (RuntimeException e) {
            LOG.error("{} could not be answered", path(request.uri()), e);
            write(context, FAILED, false, headOnly);
        }
    }

    private static String path(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the connection by itself
    private static void write(ChannelHandlerContext context, Page page, boolean keepAlive, boolean headOnly) {
        byte[] body = page.text().getBytes(UTF_8);
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(page.status()),
                headOnly ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, page.contentType())
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set("x-content-type-options", "nosniff");
        HttpUtil.setKeepAlive(response, keepAlive);
        ChannelFuture written = context.writeAndFlush(response);
        if (keepAlive) {
            written.addListener(done -> context.read());
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
