package io.tollgate.gateway.source;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc.AggregatedDiscoveryServiceImplBase;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import ratelimit.config.ratelimit.v3.RateLimitConfig;

/** A management server in this process that says what it is told to say, and remembers what it was asked. */
final class FakeXdsServer extends AggregatedDiscoveryServiceImplBase implements AutoCloseable {

    private final List<DiscoveryRequest> requests = new CopyOnWriteArrayList<>();
    private final List<StreamObserver<DiscoveryResponse>> streams = new CopyOnWriteArrayList<>();
    private final List<Throwable> cancellations = new CopyOnWriteArrayList<>();
    private final Server server;
    private volatile @Nullable Status refusingStreams;

    FakeXdsServer(String name) {
        server = InProcessServerBuilder.forName(name)
                .directExecutor()
                .addService(this)
                .build();
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends each stream to come with this; null lets streams be. */
    void rejectStreams(@Nullable Status status) {
        refusingStreams = status;
    }

    List<DiscoveryRequest> requests() {
        return requests;
    }

    int streams() {
        return streams.size();
    }

    /** Returns why streams were ended by the client. */
    List<Throwable> cancellations() {
        return cancellations;
    }

    void respond(String version, String nonce, RateLimitConfig... resources) {
        respondWith(version, nonce, Arrays.stream(resources).map(Any::pack).toArray(Any[]::new));
    }

    void respondWith(String version, String nonce, Any... resources) {
        lastStream()
                .onNext(DiscoveryResponse.newBuilder()
                        .setTypeUrl("type.googleapis.com/ratelimit.config.ratelimit.v3.RateLimitConfig")
                        .setVersionInfo(version)
                        .setNonce(nonce)
                        .addAllResources(List.of(resources))
                        .build());
    }

    void fail(Status status) {
        lastStream().onError(status.asRuntimeException());
    }

    void complete() {
        lastStream().onCompleted();
    }

    private StreamObserver<DiscoveryResponse> lastStream() {
        return streams.get(streams.size() - 1);
    }

    @Override
    public StreamObserver<DiscoveryRequest> streamAggregatedResources(StreamObserver<DiscoveryResponse> responses) {
        Status rejection = refusingStreams;
        if (rejection != null) {
            responses.onError(rejection.asRuntimeException());
        }
        streams.add(responses);
        return new Recorder();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private final class Recorder implements StreamObserver<DiscoveryRequest> {

        @Override
        public void onNext(DiscoveryRequest request) {
            requests.add(request);
        }

        @Override
        public void onError(Throwable error) {
            cancellations.add(error);
        }

        @Override
        public void onCompleted() {
            cancellations.add(Status.OK.asRuntimeException());
        }
    }
}
