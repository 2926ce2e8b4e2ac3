package io.tollgate.it;

import com.google.protobuf.Any;
import io.envoyproxy.controlplane.cache.ConfigWatcher;
import io.envoyproxy.controlplane.cache.DeltaResponse;
import io.envoyproxy.controlplane.cache.DeltaWatch;
import io.envoyproxy.controlplane.cache.DeltaXdsRequest;
import io.envoyproxy.controlplane.cache.Resources;
import io.envoyproxy.controlplane.cache.Response;
import io.envoyproxy.controlplane.cache.Watch;
import io.envoyproxy.controlplane.cache.WatchCancelledException;
import io.envoyproxy.controlplane.cache.XdsRequest;
import io.envoyproxy.controlplane.server.DiscoveryServerCallbacks;
import io.envoyproxy.controlplane.server.V3DiscoveryServer;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import ratelimit.config.ratelimit.v3.RateLimitConfig;

/** A management server (java-control-plane) that tells gateways their limits over xDS. */
final class ManagementServer implements AutoCloseable {

    private final Limits limits = new Limits();
    private final List<DiscoveryRequest> requests = new CopyOnWriteArrayList<>();
    private final Server server;

    private ManagementServer() {
        V3DiscoveryServer discovery = new Discovery(new Recorder(requests), limits);
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(discovery.getAggregatedDiscoveryServiceImpl())
                .build();
    }

    /** Starts a server that has nothing to tell yet. */
    static ManagementServer start() {
        ManagementServer started = new ManagementServer();
        try {
            started.server.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the management server", e);
        }
    }

    /** Tells all gateways these limits, and those that come later. */
    void push(String version, RateLimitConfig... configs) {
        limits.push(new Limits.Version(version, List.of(configs)));
    }

    /** Returns what gateways said until now, the newest last. */
    List<DiscoveryRequest> requests() {
        return List.copyOf(requests);
    }

    /** Returns where it listens. */
    String address() {
        return "127.0.0.1:" + server.getPort();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    /**
     * The server rejects to serve types other than Envoy's: within it, limits go by the name of one of those; on the wire
     * they have their own.
     */
    private static final class Discovery extends V3DiscoveryServer {

        private static final String TYPE = "type.googleapis.com/ratelimit.config.ratelimit.v3.RateLimitConfig";

        Discovery(DiscoveryServerCallbacks callbacks, ConfigWatcher watcher) {
            super(callbacks, watcher);
        }

        @Override
        protected XdsRequest wrapXdsRequest(DiscoveryRequest request) {
            return super.wrapXdsRequest(
                    request.toBuilder().setTypeUrl(Resources.V3.SECRET_TYPE_URL).build());
        }

        @Override
        protected DiscoveryResponse makeResponse(
                String version, Collection<Any> resources, String typeUrl, String nonce) {
            return super.makeResponse(version, resources, TYPE, nonce);
        }
    }

    /** What there is to tell. java-control-plane's own cache knows Envoy's types only, too. */
    private static final class Limits implements ConfigWatcher {

        /** Guarded by this. */
        private final List<Watch> waiting = new ArrayList<>();

        private @Nullable Version current;
        private @Nullable String toldVersion;

        /** All limits as of one push. */
        record Version(String name, List<RateLimitConfig> configs) {}

        synchronized void push(Version version) {
            current = version;
            List<Watch> told = List.copyOf(waiting);
            waiting.clear();
            told.forEach(watch -> tell(watch, version));
        }

        @Override
        public synchronized Watch createWatch(
                boolean ads,
                XdsRequest request,
                Set<String> known,
                Consumer<Response> consumer,
                boolean hasClusterChanged,
                boolean allowDefaultEmptyEdsUpdate) {
            Watch watch = new Watch(ads, allowDefaultEmptyEdsUpdate, request, consumer);
            boolean newStream = request.getResponseNonce().isEmpty();
            if (current != null && (newStream || !current.name().equals(toldVersion))) {
                tell(watch, current);
            } else {
                waiting.add(watch);
            }
            return watch;
        }

        private void tell(Watch watch, Version version) {
            toldVersion = version.name();
            try {
                watch.respond(Response.create(watch.request(), version.configs(), version.name()));
            } catch (WatchCancelledException e) {
                return; // its stream has ended
            }
        }

        @Override
        public DeltaWatch createDeltaWatch(
                DeltaXdsRequest request,
                String version,
                Map<String, String> resourceVersions,
                Set<String> pending,
                boolean isWildcard,
                Consumer<DeltaResponse> consumer,
                boolean hasClusterChanged) {
            throw new UnsupportedOperationException("gateways ask for the state of the world");
        }
    }

    /** Notes what gateways say. */
    private record Recorder(List<DiscoveryRequest> requests) implements DiscoveryServerCallbacks {

        @Override
        public void onV3StreamRequest(long stream, DiscoveryRequest request) {
            requests.add(request);
        }

        @Override
        public void onV3StreamDeltaRequest(long stream, DeltaDiscoveryRequest request) {
            throw new UnsupportedOperationException("gateways ask for the state of the world");
        }
    }
}
