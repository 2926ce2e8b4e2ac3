package io.tollgate.gateway.rls;

import static java.util.Objects.requireNonNull;

import io.grpc.Status;
import io.tollgate.envoy.extensions.common.ratelimit.v3.RateLimitDescriptor;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse;
import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.file.GlobalModes;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/** A handler for the domain {@code shop}, whose clock stands, and requests to it. */
final class Shop {

    static final Instant NOW = Instant.parse("2026-03-10T10:20:30.500Z");

    private Shop() {}

    /** Returns what answers by these descriptors of a limit file. */
    static RateLimitHandler handler(String descriptors, GlobalModes modes, ResponseOptions options) {
        LimitTable limits = LimitTable.parse(
                "limits.yaml",
                "domain: shop\ndescriptors:\n" + descriptors.indent(2),
                LimitFileOptions.defaults().with(modes));
        return new HandlingGateway(limits, NOW.toEpochMilli()).handler(options);
    }

    static RateLimitResponse ask(RateLimitHandler handler, RateLimitRequest.Builder request) {
        AtomicReference<RateLimitResponse> answer = new AtomicReference<>();
        handler.ask(request.build(), new RateLimitHandler.ResponseObserver() {
            @Override
            public void answered(RateLimitResponse response) {
                answer.set(response);
            }

            @Override
            public void failed(Status status) {
                throw status.asRuntimeException();
            }
        });
        return requireNonNull(answer.get());
    }

    /** Returns a request with one descriptor for each key. */
    static RateLimitRequest.Builder request(String... keys) {
        RateLimitRequest.Builder request = RateLimitRequest.newBuilder().setDomain("shop");
        for (String key : keys) {
            request.addDescriptors(descriptor(key));
        }
        return request;
    }

    static RateLimitDescriptor.Builder descriptor(String key) {
        return RateLimitDescriptor.newBuilder()
                .addEntries(RateLimitDescriptor.Entry.newBuilder().setKey(key).setValue("v"));
    }
}
