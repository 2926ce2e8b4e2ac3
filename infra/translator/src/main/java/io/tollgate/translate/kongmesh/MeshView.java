package io.tollgate.translate.kongmesh;

import io.tollgate.translate.Report;
import io.tollgate.translate.kongmesh.MeshService.Role;
import io.tollgate.translate.kongmesh.TargetRef.Kind;
import io.tollgate.translate.source.Manifest;
import io.tollgate.translate.source.SourceNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the sources tell of the services and gateways of one mesh. */
final class MeshView {

    private static final String SERVICE_TAG = "kuma.io/service";
    private static final String ZONE_TAG = "kuma.io/zone";

    private final Map<String, MeshService> services = new LinkedHashMap<>();

    /** By the name of a resource, in which policies name them, the services that it stands for. */
    private final Map<String, List<MeshService>> resources = new LinkedHashMap<>();

    private final Report report;

    MeshView(Report report) {
        this.report = report;
    }

    /** Takes in a resource that is no policy, and returns whether it tells of a service. */
    boolean add(Manifest manifest) {
        switch (manifest.kind()) {
            case "MeshService", "MeshMultiZoneService" -> addService(manifest);
            case "MeshExternalService" -> addMeshExternalService(manifest);
            case "ExternalService" -> addExternalService(manifest);
            case "MeshGateway" -> addGateway(manifest);
            case "Dataplane" -> addDataplane(manifest);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void addService(Manifest manifest) {
        for (SourceNode port : manifest.spec().items("ports")) {
            int number = port.required("port").whole(1, 65_535);
            String name = manifest.namespace().isEmpty()
                    ? manifest.name()
                    : manifest.name() + "_" + manifest.namespace() + "_svc_" + number;
            MeshService named = MeshService.named(name, Role.SIDECAR, manifest.root());
            put(manifest, new MeshService(name, Role.SIDECAR, named.host(), number, tags(name, port), manifest.root()));
        }
    }

    /** A section of the resource is named by the name of its port. */
    private static Map<String, String> tags(String service, SourceNode port) {
        Map<String, String> tags = new LinkedHashMap<>(Map.of(SERVICE_TAG, service));
        tags.put("port", port.text("name", ""));
        return tags;
    }

    private void addMeshExternalService(Manifest manifest) {
        SourceNode spec = manifest.spec();
        SourceNode endpoint = spec.items("endpoints").stream().findFirst().orElse(null);
        SourceNode port = endpoint == null ? spec.find("match", "port") : endpoint.find("port");
        MeshService named = MeshService.named(manifest.name(), Role.EGRESS, manifest.root());
        put(
                manifest,
                new MeshService(
                        manifest.name(),
                        Role.EGRESS,
                        endpoint == null ? named.host() : endpoint.text("address", named.host()),
                        port == null ? named.port() : port.whole(1, 65_535),
                        named.tags(),
                        manifest.root()));
    }

    /** The kind that came before MeshExternalService; policies name it as any service. */
    private void addExternalService(Manifest manifest) {
        SourceNode spec = manifest.spec();
        SourceNode tag = spec.find("tags", SERVICE_TAG);
        String service = tag == null ? manifest.name() : tag.text();
        MeshService named = MeshService.named(service, Role.EGRESS, manifest.root());
        SourceNode networking = spec.find("networking", "address");
        String address = networking == null ? "" : networking.text();
        int colon = address.lastIndexOf(':');
        if (colon < 0) {
            put(manifest, named);
            return;
        }
        put(
                manifest,
                new MeshService(
                        service,
                        Role.EGRESS,
                        address.substring(0, colon),
                        port(spec, address.substring(colon + 1)),
                        named.tags(),
                        manifest.root()));
    }

    private static int port(SourceNode place, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw place.error("networking.address: expected HOST:PORT, found the port '" + text + "'");
        }
    }

    private void addGateway(Manifest manifest) {
        String service = manifest.name();
        for (SourceNode selector : manifest.spec().items("selectors")) {
            SourceNode tag = selector.find("match", SERVICE_TAG);
            if (tag != null) {
                service = tag.text();
            }
        }
        MeshService named = MeshService.named(service, Role.GATEWAY, manifest.root());
        put(manifest, named);
    }

    private void addDataplane(Manifest manifest) {
        SourceNode networking = manifest.spec().find("networking");
        if (networking == null) {
            return;
        }
        String address = networking.text("address", "127.0.0.1");
        for (SourceNode inbound : networking.items("inbound")) {
            Map<String, String> tags = new LinkedHashMap<>();
            SourceNode tagged = inbound.find("tags");
            if (tagged != null) {
                tagged.fields().forEach((tag, value) -> tags.put(tag, value.text()));
            }
            String service = tags.get(SERVICE_TAG);
            if (service != null) {
                put(
                        manifest,
                        new MeshService(
                                service,
                                Role.SIDECAR,
                                address,
                                inbound.required("port").whole(1, 65_535),
                                tags,
                                manifest.root()));
            }
        }
    }

    private void put(Manifest manifest, MeshService service) {
        services.putIfAbsent(service.name(), service);
        resources.computeIfAbsent(manifest.name(), any -> new ArrayList<>()).add(service);
    }

    /** Returns all that is known, in the order in which the sources tell of it. */
    List<MeshService> all() {
        return List.copyOf(services.values());
    }

    /** Takes in a service that the sources tell of only by a policy for it. */
    void learnFrom(TargetRef target) {
        String named = serviceNamed(target);
        if (named == null || !resources.getOrDefault(target.name(), List.of()).isEmpty()) {
            return;
        }
        Role role = switch (target.kind()) {
            case MeshGateway -> Role.GATEWAY;
            case MeshExternalService -> Role.EGRESS;
            default -> Role.SIDECAR;
        };
        if (services.putIfAbsent(named, MeshService.named(named, role, target.place())) == null
                && role == Role.GATEWAY) {
            report.different(
                    target.place(),
                    "no MeshGateway in these files says its kuma.io/service, so '" + named + "' is counted");
        }
    }

    private static @Nullable String serviceNamed(TargetRef target) {
        return switch (target.kind()) {
            case MeshService, MeshExternalService, MeshMultiZoneService, MeshServiceSubset, MeshGateway ->
                target.name().isEmpty()
                                || (!target.namespace().isEmpty()
                                        && !target.name().contains("_svc"))
                        ? null
                        : target.name();
            case MeshSubset -> target.tags().get(SERVICE_TAG);
            case Mesh, MeshHTTPRoute, Dataplane -> null;
        };
    }

    /**
     * Returns what a policy applies to, and says why if there is nothing of it in the sources.
     *
     * @param gateways whether its part for gateways is meant
     */
    List<MeshService> targets(TargetRef target, boolean gateways) {
        if (!target.reaches(gateways ? "Gateway" : "Sidecar")) {
            return List.of();
        }
        List<MeshService> found = services.values().stream()
                .filter(service -> (service.role() == Role.GATEWAY) == gateways)
                .filter(service -> matches(target, service))
                .toList();
        if (found.isEmpty() && target.kind() != Kind.Mesh) {
            report.lost(target.place(), whyNot(target));
        }
        if (!found.isEmpty()
                && target.kind() == Kind.MeshGateway
                && !target.tags().isEmpty()) {
            report.different(
                    target.place(), "holds for all listeners of the gateway, not only for those with the tags");
        }
        String zone = target.tags().get(ZONE_TAG);
        if (!found.isEmpty() && zone != null) {
            report.different(target.place(), "holds in every zone, not in '" + zone + "' alone");
        }
        return found;
    }

    private boolean matches(TargetRef target, MeshService service) {
        return switch (target.kind()) {
            case Mesh -> true;
            case MeshSubset -> hasTags(service, target.tags());
            case MeshServiceSubset -> isNamed(target, service) && hasTags(service, target.tags());
            case MeshGateway, MeshService, MeshExternalService, MeshMultiZoneService -> isNamed(target, service);
            case Dataplane, MeshHTTPRoute -> false;
        };
    }

    private boolean isNamed(TargetRef target, MeshService service) {
        if (service.name().equals(target.name())) {
            return true;
        }
        return resources.getOrDefault(target.name(), List.of()).stream()
                .anyMatch(known -> known.name().equals(service.name())
                        && (target.section().isEmpty()
                                || target.section().equals(known.tags().get("port"))));
    }

    private static boolean hasTags(MeshService service, Map<String, String> tags) {
        return tags.entrySet().stream()
                .filter(tag -> !tag.getKey().equals(ZONE_TAG))
                .allMatch(tag -> tag.getValue().equals(service.tags().get(tag.getKey())));
    }

    private static String whyNot(TargetRef target) {
        String nothing = switch (target.kind()) {
            case MeshHTTPRoute -> "limits by route are not carried over: Kong Mesh counts by service";
            case Dataplane -> "which proxies a Dataplane stands for is not in these files";
            case MeshSubset, MeshServiceSubset -> "no Dataplane in these files has the tags " + target.tags();
            default ->
                target.labels().isEmpty()
                        ? "there is no " + target.title() + " in these files"
                        : "which resources have the labels " + target.labels() + " is not in these files";
        };
        return nothing + "; left out (name the service by kind MeshService and its kuma.io/service)";
    }
}
