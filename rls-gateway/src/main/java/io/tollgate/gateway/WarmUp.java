package io.tollgate.gateway;

import com.google.protobuf.UInt64Value;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.tollgate.envoy.extensions.common.ratelimit.v3.RateLimitDescriptor;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitServiceGrpc;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitServiceGrpc.RateLimitServiceBlockingStub;
import io.tollgate.gateway.grpc.GrpcListener;
import io.tollgate.gateway.grpc.GrpcSettings;
import io.tollgate.gateway.limits.LimitRule;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.rls.RateLimitGrpcService;
import io.tollgate.gateway.rls.RateLimitHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes the way of an answer before anybody waits for one: the first calls of a JVM load classes for longer than Envoy
 * waits by default on a busy machine, and it lets such requests pass. Asks over a connection to itself how much of one
 * limit is left, with no hits, so that nothing is counted or kept, until answers come quickly, and for 300 ms or so at the
 * longest. The counter leaves the heap like any other.
 */
final class WarmUp {

    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration CONNECTION_AGE = Duration.ofDays(1);
    private static final Duration LONGEST = Duration.ofMillis(300);
    private static final long QUICK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int QUICK_IN_A_ROW = 10;

    private WarmUp() {}

    /** Warms up what answers; does nothing where there is no limit. */
    static void answers(RateLimitHandler handler, LimitTable limits) {
        limits.rules().stream()
                .filter(rule -> !rule.limits().isEmpty())
                .findFirst()
                .ifPresent(rule -> ask(handler, look(rule)));
    }

    private static void ask(RateLimitHandler handler, RateLimitRequest request) {
        GrpcSettings settings = new GrpcSettings(LOOPBACK, 0, null, null, CONNECTION_AGE, CONNECTION_AGE);
        try (GrpcListener listener =
                GrpcListener.start(settings, List.of(new RateLimitGrpcService(handler)), List.of())) {
            ManagedChannel channel = Grpc.newChannelBuilderForAddress(
                            LOOPBACK, listener.port(), InsecureChannelCredentials.create())
                    .directExecutor()
                    .build();
            try {
                ask(RateLimitServiceGrpc.newBlockingStub(channel), request);
            } finally {
                channel.shutdownNow();
            }
        } catch (IOException | StatusRuntimeException e) {
            LOG.debug("The first answers may be slow", e);
        }
    }

    private static RateLimitRequest look(LimitRule rule) {
        RateLimitDescriptor.Builder descriptor =
                RateLimitDescriptor.newBuilder().setHitsAddend(UInt64Value.getDefaultInstance());
        for (LimitRule.Level level : rule.levels()) {
            descriptor.addEntries(RateLimitDescriptor.Entry.newBuilder()
                    .setKey(level.key())
                    .setValue(level.value().isEmpty() ? "(warm-up)" : level.value()));
        }
        return RateLimitRequest.newBuilder()
                .setDomain(rule.domain())
                .addDescriptors(descriptor)
                .build();
    }

    private static void ask(RateLimitServiceBlockingStub stub, RateLimitRequest request) {
        long begin = System.nanoTime();
        int quick = 0;
        while (quick < QUICK_IN_A_ROW && System.nanoTime() - begin < LONGEST.toNanos()) {
            long asked = System.nanoTime();
            var unused = stub.withDeadlineAfter(LONGEST.toMillis(), TimeUnit.MILLISECONDS)
                    .shouldRateLimit(request);
            quick = System.nanoTime() - asked < QUICK_NANOS ? quick + 1 : 0;
        }
    }
}
