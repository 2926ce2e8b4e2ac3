package io.tollgate.gateway.source;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.rpc.Status;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import java.util.Map;

/**
 * What is asked of the management server: all resources of the one type, with the version accepted last and the nonce
 * received last, over all streams. For one thread at a time.
 */
final class XdsRequests {

    static final String TYPE_URL = "type.googleapis.com/ratelimit.config.ratelimit.v3.RateLimitConfig";

    private final Node node;
    private String acceptedVersion = "";
    private String lastNonce = "";

    XdsRequests(String nodeId, Map<String, String> nodeMetadata) {
        this.node = node(nodeId, nodeMetadata);
    }

    private static Node node(String id, Map<String, String> metadata) {
        Node.Builder node = Node.newBuilder().setId(id);
        if (!metadata.isEmpty()) {
            Struct.Builder struct = Struct.newBuilder();
            metadata.forEach((name, value) -> struct.putFields(
                    name, Value.newBuilder().setStringValue(value).build()));
            node.setMetadata(struct);
        }
        return node.build();
    }

    /** Returns the request that a stream begins with. */
    DiscoveryRequest first() {
        return request().build();
    }

    /** Returns the request that tells the server that its response is in force. */
    DiscoveryRequest accept(DiscoveryResponse response) {
        acceptedVersion = response.getVersionInfo();
        lastNonce = response.getNonce();
        return request().build();
    }

    /** Returns the request that tells the server why its response is rejected. */
    DiscoveryRequest reject(DiscoveryResponse response, String reason) {
        lastNonce = response.getNonce();
        return request().setErrorDetail(Status.newBuilder().setMessage(reason)).build();
    }

    private DiscoveryRequest.Builder request() {
        return DiscoveryRequest.newBuilder()
                .setNode(node)
                .setTypeUrl(TYPE_URL)
                .setVersionInfo(acceptedVersion)
                .setResponseNonce(lastNonce);
    }
}
