package io.tollgate.gateway.warmup;

import io.grpc.ServerInterceptor;
import io.tollgate.gateway.grpc.GrpcListener;
import io.tollgate.gateway.grpc.GrpcSettings;
import io.tollgate.gateway.rls.RateLimitGrpcService;
import io.tollgate.gateway.rls.RateLimitHandler;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A handler served at a port that nobody else knows, and a connection to it. */
final class OwnPort implements Closeable {

    private static final Duration CONNECTION_AGE = Duration.ofDays(1);

    private final GrpcListener listener;
    private final RateLimitCalls calls;

    /** @param timeout after which an answer is not waited for any more */
    OwnPort(RateLimitHandler handler, List<ServerInterceptor> interceptors, Duration timeout) throws IOException {
        listener = GrpcListener.start(
                new GrpcSettings("127.0.0.1", 0, null, null, CONNECTION_AGE, CONNECTION_AGE),
                List.of(new RateLimitGrpcService(handler)),
                interceptors);
        try {
            calls = new RateLimitCalls(listener.port(), timeout);
        } catch (IOException e) {
            listener.close();
            throw e;
        }
    }

    RateLimitCalls calls() {
        return calls;
    }

    @Override
    public void close() throws IOException {
        try {
            calls.close();
        } finally {
            listener.close();
        }
    }
}
