package io.tollgate.gateway.tracing;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Gives each call of a service that answers for limits a span; other calls, and those that are not sampled, pass untouched.
 * Thread-safe.
 */
final class TracedCalls implements ServerInterceptor {

    private static final Map<String, String> SPANS = Map.of(
            "envoy.service.ratelimit.v3.RateLimitService/ShouldRateLimit",
            Tracing.SHOULD_RATE_LIMIT,
            "kuadrant.service.ratelimit.v1.RateLimitService/CheckRateLimit",
            "CheckRateLimit Execution",
            "kuadrant.service.ratelimit.v1.RateLimitService/Report",
            "Report Execution");

    private final Tracing tracing;

    /** By the few names that propagators ask for. */
    private final Map<String, Metadata.Key<String>> keys = new ConcurrentHashMap<>();

    TracedCalls(Tracing tracing) {
        this.tracing = tracing;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        String name = SPANS.get(call.getMethodDescriptor().getFullMethodName());
        if (name == null) {
            return next.startCall(call, headers);
        }
        RequestSpan span = tracing.start(name, header -> header(headers, header));
        if (!span.isRecording()) {
            return next.startCall(call, headers);
        }
        return new TracedListener<>(next.startCall(new TracedCall<>(call, span), headers), span);
    }

    private @Nullable String header(Metadata headers, String name) {
        return headers.get(keys.computeIfAbsent(name, any -> Metadata.Key.of(any, Metadata.ASCII_STRING_MARSHALLER)));
    }

    /** Sees answer and status. */
    private static final class TracedCall<Q, R> extends SimpleForwardingServerCall<Q, R> {
        private final RequestSpan span;

        private TracedCall(ServerCall<Q, R> call, RequestSpan span) {
            super(call);
            this.span = span;
        }

        @Override
        public void sendMessage(R message) {
            if (message instanceof RateLimitResponse response) {
                span.answered(response);
            }
            super.sendMessage(message);
        }

        @Override
        public void close(Status status, Metadata trailers) {
            if (status.isOk()) {
                span.end();
            } else {
                span.fail(status.getCode().name());
            }
            super.close(status, trailers);
        }
    }

    /** Sees the query, and that nobody waits for the answer any more. */
    private static final class TracedListener<Q> extends SimpleForwardingServerCallListener<Q> {
        private final RequestSpan span;

        private TracedListener(ServerCall.Listener<Q> listener, RequestSpan span) {
            super(listener);
            this.span = span;
        }

        @Override
        public void onMessage(Q message) {
            if (message instanceof RateLimitRequest request) {
                span.asked(request);
            }
            super.onMessage(message);
        }

        @Override
        public void onCancel() {
            span.fail(Status.Code.CANCELLED.name());
            super.onCancel();
        }
    }
}
