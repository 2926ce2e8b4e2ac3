package io.tollgate.gateway.source;

import com.google.protobuf.Any;
import io.envoyproxy.controlplane.cache.ConfigWatcher;
import io.envoyproxy.controlplane.cache.Resources;
import io.envoyproxy.controlplane.cache.XdsRequest;
import io.envoyproxy.controlplane.server.V3DiscoveryServer;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import java.util.Collection;

/**
 * java-control-plane's server, for limits. It rejects to serve types other than Envoy's, so within it limits go by the
 * name of one of those; on the wire they have their own.
 */
final class LimitsDiscoveryServer extends V3DiscoveryServer {

    private static final String TYPE = "type.googleapis.com/ratelimit.config.ratelimit.v3.RateLimitConfig";

    LimitsDiscoveryServer(ConfigWatcher watcher) {
        super(watcher);
    }

    @Override
    protected XdsRequest wrapXdsRequest(DiscoveryRequest request) {
        boolean forLimits = request.getTypeUrl().equals(TYPE);
        return super.wrapXdsRequest(
                forLimits
                        ? request.toBuilder()
                                .setTypeUrl(Resources.V3.SECRET_TYPE_URL)
                                .build()
                        : request);
    }

    @Override
    protected DiscoveryResponse makeResponse(String version, Collection<Any> resources, String typeUrl, String nonce) {
        return super.makeResponse(version, resources, TYPE, nonce);
    }
}
