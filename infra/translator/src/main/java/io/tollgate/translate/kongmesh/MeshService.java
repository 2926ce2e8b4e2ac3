package io.tollgate.translate.kongmesh;

import io.tollgate.translate.source.SourceNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Something that requests are sent to and policies apply to.
 *
 * @param name the value of its tag {@code kuma.io/service}, by which it is counted
 * @param role where requests to it are limited
 * @param host where it is
 */
record MeshService(String name, Role role, String host, int port, Map<String, String> tags, SourceNode place) {

    private static final Pattern IN_KUBERNETES =
            Pattern.compile("(?<name>[^_]+)_(?<namespace>[^_]+)_svc(?:_(?<port>[0-9]{1,5}))?");
    private static final int HTTP = 80;

    /** The proxy at which requests to it are limited. */
    enum Role {
        SIDECAR,
        EGRESS,
        GATEWAY
    }

    MeshService {
        tags = new LinkedHashMap<>(tags);
    }

    /** Returns a service that is known by its name alone. */
    static MeshService named(String name, Role role, SourceNode place) {
        Matcher kubernetes = IN_KUBERNETES.matcher(name);
        if (kubernetes.matches()) {
            String port = kubernetes.group("port");
            return new MeshService(
                    name,
                    role,
                    kubernetes.group("name") + "." + kubernetes.group("namespace") + ".svc",
                    port == null ? HTTP : Integer.parseInt(port),
                    Map.of("kuma.io/service", name),
                    place);
        }
        return new MeshService(name, role, name, HTTP, Map.of("kuma.io/service", name), place);
    }

    /** Returns the hosts by which clients name it. */
    List<String> hosts() {
        Set<String> names = new LinkedHashSet<>(List.of(name, name + ".mesh"));
        names.add(host);
        if (host.endsWith(".svc")) {
            names.add(host + ".cluster.local");
            names.add(host.substring(0, host.length() - ".svc".length()));
        }
        List<String> hosts = new ArrayList<>();
        for (String one : names) {
            hosts.add(one);
            hosts.add(one + ":" + port);
        }
        return hosts;
    }
}
