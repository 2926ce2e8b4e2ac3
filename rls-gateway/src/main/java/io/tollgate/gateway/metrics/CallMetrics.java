package io.tollgate.gateway.metrics;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Counts and times the unary calls of the reference, ShouldRateLimit and Check of the health service, by its names, and
 * those of Kuadrant's service in the same form; other methods pass untouched. Thread-safe; one allocation for each call.
 */
public final class CallMetrics implements ServerInterceptor {

    private static final String SHOULD_RATE_LIMIT = "ShouldRateLimit";
    private static final String CHECK = "Check";
    private static final String KUADRANT = "kuadrant.service.ratelimit.v1.RateLimitService/";
    private static final String CHECK_RATE_LIMIT = "CheckRateLimit";
    private static final String REPORT = "Report";

    private final GrowingCounter serviceErrors;
    private final Map<String, Method> methods;

    /** @param registry gets the meters */
    public CallMetrics(MeterRegistry registry) {
        this.serviceErrors = new GrowingCounter(registry, StatNames.ERRORS, StatNames.SERVICE_ERROR);
        this.methods = Map.of(
                "envoy.service.ratelimit.v3.RateLimitService/" + SHOULD_RATE_LIMIT,
                method(registry, SHOULD_RATE_LIMIT, true),
                "grpc.health.v1.Health/" + CHECK,
                method(registry, CHECK, false),
                KUADRANT + CHECK_RATE_LIMIT,
                method(registry, CHECK_RATE_LIMIT, true),
                KUADRANT + REPORT,
                method(registry, REPORT, true));
    }

    private static Method method(MeterRegistry registry, String name, boolean countsErrors) {
        String prefix = StatNames.SERVER + name + ".";
        return new Method(
                new GrowingCounter(registry, prefix, StatNames.TOTAL_REQUESTS),
                Timer.builder(prefix + StatNames.RESPONSE_TIME).register(registry),
                countsErrors);
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        Method method = methods.get(call.getMethodDescriptor().getFullMethodName());
        if (method == null) {
            return next.startCall(call, headers);
        }
        method.requests.add(1);
        return next.startCall(new TimedCall<>(call, method), headers);
    }

    /** Counts a query that was rejected instead of answered, for those that do not come as a call. */
    public void serviceError() {
        serviceErrors.add(1);
    }

    /** One of the methods that are counted. */
    private record Method(GrowingCounter requests, Timer responseTime, boolean countsErrors) {}

    /** A call from its headers to its status. */
    private final class TimedCall<Q, R> extends SimpleForwardingServerCall<Q, R> {
        private final Method method;
        private final long startNanos = System.nanoTime();

        private TimedCall(ServerCall<Q, R> call, Method method) {
            super(call);
            this.method = method;
        }

        @Override
        public void close(Status status, Metadata trailers) {
            method.responseTime.record(System.nanoTime() - startNanos, TimeUnit.NANOSECONDS);
            if (method.countsErrors && !status.isOk()) {
                serviceError();
            }
            super.close(status, trailers);
        }
    }
}
