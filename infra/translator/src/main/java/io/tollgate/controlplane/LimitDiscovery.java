package io.tollgate.controlplane;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.tollgate.gateway.limits.yaml.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ratelimit.config.ratelimit.v3.RateLimitConfig;

/**
 * ADS, state of the world, of the one type that envoyproxy/ratelimit and gateways of Tollgate ask for. java-control-plane
 * serves Envoy's own types only. Thread-safe.
 *
 * <p>Threads: each stream is guarded by itself. It is told what is current when it asks first and whenever that changes;
 * so a client that rejects a version is not told it again.
 */
final class LimitDiscovery extends AggregatedDiscoveryServiceGrpc.AggregatedDiscoveryServiceImplBase {

    static final String TYPE = "type.googleapis.com/ratelimit.config.ratelimit.v3.RateLimitConfig";

    private static final Logger LOG = LoggerFactory.getLogger(LimitDiscovery.class);

    private final Set<ClientStream> streams = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Version current;

    private record Version(String name, List<Any> resources) {}

    /** Tells all clients these limits, and those that come later. */
    void publish(String version, List<RateLimitConfig> configs) {
        List<Any> resources = new ArrayList<>();
        configs.forEach(config -> resources.add(Any.pack(config)));
        Version published = new Version(version, List.copyOf(resources));
        current = published;
        streams.forEach(stream -> stream.tell(published));
    }

    @Override
    public StreamObserver<DiscoveryRequest> streamAggregatedResources(StreamObserver<DiscoveryResponse> responses) {
        ClientStream stream = new ClientStream(responses);
        streams.add(stream);
        return stream;
    }

    private final class ClientStream implements StreamObserver<DiscoveryRequest> {
        private final StreamObserver<DiscoveryResponse> responses;

        // Guarded by this.
        private boolean asked;
        private boolean ended;
        private long nonce;
        private String told = "";
        private String client = "";

        ClientStream(StreamObserver<DiscoveryResponse> responses) {
            this.responses = responses;
        }

        @Override
        public synchronized void onNext(DiscoveryRequest request) {
            if (!request.getTypeUrl().equals(TYPE)) {
                end();
                responses.onError(Status.INVALID_ARGUMENT
                        .withDescription("unknown type_url '" + request.getTypeUrl() + "' (expected: " + TYPE + ")")
                        .asRuntimeException());
                return;
            }
            if (!asked) {
                asked = true;
                client = Printable.of(request.getNode().getId());
                LOG.info("Client {} asks for limits", client);
                Version version = current;
                if (version != null) {
                    tell(version);
                }
            } else if (request.hasErrorDetail() && isLast(request)) {
                LOG.warn(
                        "Client {} rejects version {}: {}",
                        client,
                        told,
                        Printable.of(request.getErrorDetail().getMessage()));
            } else if (isLast(request)) {
                LOG.info("Client {} has version {}", client, told);
            }
        }

        private boolean isLast(DiscoveryRequest request) {
            return request.getResponseNonce().equals(Long.toString(nonce));
        }

        synchronized void tell(Version version) {
            if (!asked || ended || version.name().equals(told)) {
                return;
            }
            told = version.name();
            nonce++;
            responses.onNext(DiscoveryResponse.newBuilder()
                    .setTypeUrl(TYPE)
                    .setVersionInfo(version.name())
                    .setNonce(Long.toString(nonce))
                    .addAllResources(version.resources())
                    .build());
        }

        private synchronized void end() {
            ended = true;
            streams.remove(this);
        }

        @Override
        public void onError(Throwable failure) {
            end();
        }

        @Override
        public void onCompleted() {
            end();
            responses.onCompleted();
        }
    }
}
