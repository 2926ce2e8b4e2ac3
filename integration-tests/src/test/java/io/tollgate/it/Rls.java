package io.tollgate.it;

import com.google.protobuf.UInt64Value;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.tollgate.envoy.extensions.common.ratelimit.v3.RateLimitDescriptor;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse.Code;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitServiceGrpc;
import java.util.concurrent.TimeUnit;

/** A client of one gateway that asks about one descriptor {@code customer=NAME} of the domain {@code quota}. Thread-safe. */
final class Rls implements AutoCloseable {

    private static final long DEADLINE_SECONDS = 10;

    private final ManagedChannel channel;

    private Rls(ManagedChannel channel) {
        this.channel = channel;
    }

    /** Returns a client of the gateway that listens on this port of 127.0.0.1; it connects with the first request. */
    static Rls connect(int port) {
        return new Rls(
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build());
    }

    /** Returns a client that is connected in this way; it closes the connection. */
    static Rls over(ManagedChannel channel) {
        return new Rls(channel);
    }

    /** Sends one hit and returns whether it was within the limit. */
    boolean hit(String customer) {
        return send(request(customer).build()).getOverallCode() == Code.OK;
    }

    /** Sends hits one after the other and returns how many were within the limit. */
    int hits(String customer, int count) {
        int admitted = 0;
        for (int i = 0; i < count; i++) {
            admitted += hit(customer) ? 1 : 0;
        }
        return admitted;
    }

    /** Sends one hit and returns how many remain after it. */
    int remainingAfterHit(String customer) {
        return send(request(customer).build()).getStatuses(0).getLimitRemaining();
    }

    /** Sends hits at once and returns how many remain after them. */
    int remainingAfter(String customer, long hits) {
        RateLimitRequest.Builder request = request(customer);
        request.getDescriptorsBuilder(0).setHitsAddend(UInt64Value.of(hits));
        return send(request.build()).getStatuses(0).getLimitRemaining();
    }

    /** Gives hits back and returns how many remain after that. */
    int remainingAfterGivingBack(String customer, long hits) {
        RateLimitRequest.Builder request = request(customer);
        request.getDescriptorsBuilder(0).setHitsAddend(UInt64Value.of(hits)).setIsNegativeHits(true);
        return send(request.build()).getStatuses(0).getLimitRemaining();
    }

    /** Returns how many hits remain, without a hit. */
    int remaining(String customer) {
        return send(look(request(customer))).getStatuses(0).getLimitRemaining();
    }

    /** Returns the request with no hit in its first descriptor. */
    static RateLimitRequest look(RateLimitRequest.Builder request) {
        request.getDescriptorsBuilder(0).setHitsAddend(UInt64Value.of(0));
        return request.build();
    }

    /** Sends any request. */
    RateLimitResponse send(RateLimitRequest request) {
        return RateLimitServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .shouldRateLimit(request);
    }

    /** Returns a request for one hit. */
    static RateLimitRequest.Builder request(String customer) {
        return request("quota", "customer", customer);
    }

    /** Returns a request for one hit of a descriptor of one entry. */
    static RateLimitRequest.Builder request(String domain, String key, String value) {
        return RateLimitRequest.newBuilder()
                .setDomain(domain)
                .addDescriptors(RateLimitDescriptor.newBuilder()
                        .addEntries(RateLimitDescriptor.Entry.newBuilder()
                                .setKey(key)
                                .setValue(value)));
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
