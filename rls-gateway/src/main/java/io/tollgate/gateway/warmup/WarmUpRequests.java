package io.tollgate.gateway.warmup;

import com.google.protobuf.UInt64Value;
import io.tollgate.envoy.extensions.common.ratelimit.v3.RateLimitDescriptor;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.gateway.limits.LimitRule;
import io.tollgate.gateway.limits.LimitTable;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Requests that the limits in force apply to. */
final class WarmUpRequests {

    private static final int MOST_RULES = 16;

    /** Few, so that nearly all hits find their counter on the heap, as they do later. */
    private static final int VALUES = 32;

    private WarmUpRequests() {}

    /** Returns one that only looks how much of a limit is left; empty where there is no limit. */
    static Optional<RateLimitRequest> look(LimitTable limits) {
        return limited(limits)
                .findFirst()
                .map(rule -> RateLimitRequest.newBuilder()
                        .setDomain(rule.domain())
                        .addDescriptors(descriptor(rule, "(warm-up)").setHitsAddend(UInt64Value.getDefaultInstance()))
                        .build());
    }

    /** Returns some with a hit each, by many customers; none where there is no limit. */
    static List<RateLimitRequest> hits(LimitTable limits) {
        List<LimitRule> rules = limits.rules().stream()
                .filter(rule -> !rule.limits().isEmpty() || rule.subscribed() != null)
                .limit(MOST_RULES)
                .toList();
        return IntStream.range(0, VALUES)
                .boxed()
                .flatMap(number -> rules.stream().map(rule -> hit(rule, number)))
                .toList();
    }

    private static RateLimitRequest hit(LimitRule rule, int number) {
        return RateLimitRequest.newBuilder()
                .setDomain(rule.domain())
                .addDescriptors(descriptor(rule, "(warm-up " + number + ")"))
                .build();
    }

    private static Stream<LimitRule> limited(LimitTable limits) {
        return limits.rules().stream().filter(rule -> !rule.limits().isEmpty());
    }

    /** @param anyValue where the rule leaves the value open */
    private static RateLimitDescriptor.Builder descriptor(LimitRule rule, String anyValue) {
        RateLimitDescriptor.Builder descriptor = RateLimitDescriptor.newBuilder();
        for (LimitRule.Level level : rule.levels()) {
            descriptor.addEntries(RateLimitDescriptor.Entry.newBuilder()
                    .setKey(level.key())
                    .setValue(level.value().isEmpty() ? anyValue : level.value()));
        }
        return descriptor;
    }
}
