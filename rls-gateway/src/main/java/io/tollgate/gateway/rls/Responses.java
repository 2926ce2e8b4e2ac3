package io.tollgate.gateway.rls;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.Duration;
import com.google.protobuf.Struct;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitRequest;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitResponse;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitResponse.Code;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitResponse.DescriptorStatus;
import io.tollgate.gateway.decision.Answer;
import io.tollgate.model.Limit;

/** Writes responses. Thread-safe. */
final class Responses {

    private final AnswerOptions options;
    private final LimitMessages limits = new LimitMessages();

    Responses(AnswerOptions options) {
        this.options = requireNonNull(options, "options");
    }

    RateLimitResponse response(RateLimitRequest request, Answer answer) {
        RateLimitResponse.Builder response = RateLimitResponse.newBuilder().setOverallCode(code(answer.overLimit()));
        for (Answer.DescriptorAnswer descriptor : answer.descriptors()) {
            response.addStatuses(status(descriptor));
        }
        AnswerOptions.HeaderNames headers = options.headers();
        if (headers != null) {
            ResponseHeaders.add(response, headers, answer);
        }
        boolean exactNeeded = ExactNumbers.areNeeded(answer);
        if (options.dynamicMetadata() || exactNeeded) {
            Struct.Builder metadata = response.getDynamicMetadataBuilder();
            if (options.dynamicMetadata()) {
                DynamicMetadata.add(metadata, request, answer);
            }
            if (exactNeeded) {
                ExactNumbers.add(metadata, answer);
            }
        }
        return response.build();
    }

    private DescriptorStatus status(Answer.DescriptorAnswer answer) {
        DescriptorStatus.Builder status = DescriptorStatus.newBuilder()
                .setCode(code(answer.overLimit()))
                .setLimitRemaining(ExactNumbers.clamp(answer.remaining()));
        Limit limit = answer.limit();
        if (limit != null) {
            status.setCurrentLimit(limits.of(limit))
                    .setDurationUntilReset(Duration.newBuilder().setSeconds(answer.resetSeconds()));
        }
        return status.build();
    }

    private static Code code(boolean overLimit) {
        return overLimit ? Code.OVER_LIMIT : Code.OK;
    }
}
