package io.tollgate.gateway.rls;

import com.google.protobuf.Duration;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitResponse;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitResponse.Code;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitResponse.DescriptorStatus;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitResponse.RateLimit;
import io.tollgate.gateway.decision.Answer;
import io.tollgate.model.Limit;
import io.tollgate.model.Unit;

/** Writes responses. */
final class Responses {

    private static final long MAX_UINT32 = 0xFFFF_FFFFL;

    private Responses() {}

    static RateLimitResponse response(Answer answer) {
        RateLimitResponse.Builder response = RateLimitResponse.newBuilder().setOverallCode(code(answer.overLimit()));
        for (Answer.DescriptorAnswer descriptor : answer.descriptors()) {
            response.addStatuses(status(descriptor));
        }
        return response.build();
    }

    private static DescriptorStatus status(Answer.DescriptorAnswer answer) {
        DescriptorStatus.Builder status = DescriptorStatus.newBuilder()
                .setCode(code(answer.overLimit()))
                .setLimitRemaining(uint32(answer.remaining()));
        Limit limit = answer.limit();
        if (limit != null) {
            status.setCurrentLimit(RateLimit.newBuilder()
                            .setName(limit.name())
                            .setRequestsPerUnit(uint32(limit.requestsPerUnit()))
                            .setUnit(unit(limit.unit())))
                    .setDurationUntilReset(Duration.newBuilder().setSeconds(answer.resetSeconds()));
        }
        return status.build();
    }

    private static Code code(boolean overLimit) {
        return overLimit ? Code.OVER_LIMIT : Code.OK;
    }

    /** The protocol's fields have 32 bits. */
    private static int uint32(long value) {
        return (int) Math.min(MAX_UINT32, value);
    }

    private static RateLimit.Unit unit(Unit unit) {
        return switch (unit) {
            case SECOND -> RateLimit.Unit.SECOND;
            case MINUTE -> RateLimit.Unit.MINUTE;
            case HOUR -> RateLimit.Unit.HOUR;
            case DAY -> RateLimit.Unit.DAY;
            case WEEK -> RateLimit.Unit.WEEK;
            case MONTH -> RateLimit.Unit.MONTH;
            case YEAR -> RateLimit.Unit.YEAR;
        };
    }
}
