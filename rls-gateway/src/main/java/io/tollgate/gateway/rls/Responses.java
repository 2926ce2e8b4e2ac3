package io.tollgate.gateway.rls;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.Struct;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse.Code;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse.DescriptorStatus;
import io.tollgate.gateway.decision.Decision;
import io.tollgate.gateway.decision.Decision.DescriptorDecision;
import io.tollgate.model.Limit;
import java.util.List;

/** Writes responses. Thread-safe. */
final class Responses {

    private final ResponseOptions options;
    private final LimitMessages limits = new LimitMessages();
    private final ResetMessages resets = new ResetMessages();

    Responses(ResponseOptions options) {
        this.options = requireNonNull(options, "options");
    }

    RateLimitResponse response(RateLimitRequest request, Decision answer) {
        RateLimitResponse.Builder response = RateLimitResponse.newBuilder().setOverallCode(code(answer.overLimit()));
        List<DescriptorDecision> descriptors = answer.descriptors();
        for (int i = 0; i < descriptors.size(); i++) { // an iterator would be garbage of every request
            response.addStatuses(status(descriptors.get(i)));
        }
        ResponseOptions.HeaderNames headers = options.headers();
        if (headers != null) {
            ResponseHeaders.add(response, headers, answer);
        }
        if (options.tellLimits()) {
            LimitFields.add(response, options, answer);
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

    private DescriptorStatus status(DescriptorDecision answer) {
        DescriptorStatus.Builder status = DescriptorStatus.newBuilder()
                .setCode(code(answer.overLimit()))
                .setLimitRemaining(ExactNumbers.clamp(answer.remaining()));
        Limit limit = answer.limit();
        if (limit != null) {
            status.setCurrentLimit(limits.of(limit)).setDurationUntilReset(resets.of(answer.resetSeconds()));
        }
        return status.build();
    }

    private static Code code(boolean overLimit) {
        return overLimit ? Code.OVER_LIMIT : Code.OK;
    }
}
