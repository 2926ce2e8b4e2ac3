package io.tollgate.gateway.source;

import com.google.protobuf.Message;
import io.envoyproxy.controlplane.cache.ConfigWatcher;
import io.envoyproxy.controlplane.cache.DeltaResponse;
import io.envoyproxy.controlplane.cache.DeltaWatch;
import io.envoyproxy.controlplane.cache.DeltaXdsRequest;
import io.envoyproxy.controlplane.cache.Response;
import io.envoyproxy.controlplane.cache.Watch;
import io.envoyproxy.controlplane.cache.WatchCancelledException;
import io.envoyproxy.controlplane.cache.XdsRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Gives java-control-plane's server one set of resources of any type, which its own cache does not: it knows Envoy's
 * types only. A watch is answered when its version is not the set's, as in that cache.
 */
final class OneSetWatcher implements ConfigWatcher {

    private final List<DiscoveryRequest> requests = new ArrayList<>();
    private final List<Watch> watches = new ArrayList<>();
    private List<Message> resources = List.of();
    private String version = "";

    /** Sends the set to everybody who watches and will watch. */
    synchronized void set(String newVersion, List<? extends Message> newResources) {
        version = newVersion;
        resources = List.copyOf(newResources);
        List<Watch> answered = List.copyOf(watches);
        watches.clear();
        answered.forEach(this::respond);
    }

    /** Returns what was asked so far. */
    synchronized List<DiscoveryRequest> requests() {
        return List.copyOf(requests);
    }

    @Override
    public synchronized Watch createWatch(
            boolean ads,
            XdsRequest request,
            Set<String> knownResourceNames,
            Consumer<Response> responseConsumer,
            boolean hasClusterChanged,
            boolean allowDefaultEmptyEdsUpdate) {
        requests.add(request.v3Request());
        Watch watch = new Watch(ads, allowDefaultEmptyEdsUpdate, request, responseConsumer);
        if (request.getVersionInfo().equals(version) || request.hasErrorDetail()) {
            watches.add(watch);
        } else {
            respond(watch);
        }
        return watch;
    }

    private void respond(Watch watch) {
        if (watch.isCancelled()) {
            return;
        }
        try {
            watch.respond(Response.create(watch.request(), resources, version));
        } catch (WatchCancelledException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public DeltaWatch createDeltaWatch(
            DeltaXdsRequest request,
            String requesterVersion,
            Map<String, String> resourceVersions,
            Set<String> pendingResources,
            boolean isWildcard,
            Consumer<DeltaResponse> responseConsumer,
            boolean hasClusterChanged) {
        throw new UnsupportedOperationException("limits are asked for as the state of the world");
    }
}
