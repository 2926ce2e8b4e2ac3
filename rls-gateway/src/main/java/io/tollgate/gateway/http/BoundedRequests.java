package io.tollgate.gateway.http;

import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.handler.codec.DecoderResult;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpMessage;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpObjectAggregator;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpRequest;
import io.grpc.netty.shaded.io.netty.handler.codec.http.TooLongHttpContentException;

/**
 * Puts a request together from its parts. One that is too large goes on without its body, as one that could not be
 * decoded: so it is refused in its turn, where Netty would answer at once and close.
 */
final class BoundedRequests extends HttpObjectAggregator {

    BoundedRequests(int maxBytes) {
        super(maxBytes);
    }

    @Override
    protected void handleOversizedMessage(ChannelHandlerContext context, HttpMessage oversized) {
        HttpRequest large = (HttpRequest) oversized;
        DefaultFullHttpRequest refused =
                new DefaultFullHttpRequest(large.protocolVersion(), large.method(), large.uri(), Unpooled.EMPTY_BUFFER);
        refused.setDecoderResult(DecoderResult.failure(new TooLongHttpContentException("larger than is taken")));
        context.fireChannelRead(refused);
    }
}
