package io.tollgate.translate.kongmesh;

import io.tollgate.model.DescriptorEntry;
import io.tollgate.model.Unit;
import io.tollgate.translate.Report;
import io.tollgate.translate.envoy.Request;
import io.tollgate.translate.kongmesh.MeshService.Role;
import io.tollgate.translate.source.Manifest;
import io.tollgate.translate.source.SourceNode;
import io.tollgate.translate.verify.HeldLimit;
import io.tollgate.translate.verify.SentRequest;
import io.tollgate.translate.verify.TrafficModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Kong Mesh's rules, as its documentation has them: the policies that apply to a service are merged field by field, and what
 * they say is looked up for each request. It knows nothing of descriptors or rules but the counters' names.
 */
public final class KongMeshModel implements TrafficModel {

    private static final String KEY = "kuma.io/service";
    private static final Map<String, Unit> UNITS = Map.of(
            "1s", Unit.SECOND,
            "1m", Unit.MINUTE,
            "1h", Unit.HOUR,
            "24h", Unit.DAY,
            "168h", Unit.WEEK,
            "7d", Unit.WEEK,
            "1w", Unit.WEEK,
            "1mo", Unit.MONTH,
            "1y", Unit.YEAR);

    private final List<Target> targets = new ArrayList<>();
    private final Map<String, Set<String>> headers = new LinkedHashMap<>();

    /** A service with what all policies together say of it. */
    private record Target(String mesh, MeshService service, Map<String, Object> conf) {}

    /**
     * Reads the policies.
     *
     * @param manifests as they are translated
     */
    public KongMeshModel(List<Manifest> manifests) {
        Map<String, List<Manifest>> meshes = new LinkedHashMap<>();
        manifests.forEach(manifest -> meshes.computeIfAbsent(KongMesh.mesh(manifest), any -> new ArrayList<>())
                .add(manifest));
        meshes.forEach(this::addMesh);
    }

    private void addMesh(String mesh, List<Manifest> manifests) {
        Report unread = new Report();
        MeshView view = new MeshView(unread);
        List<Policy> policies = new ArrayList<>();
        for (Manifest manifest : manifests) {
            if (manifest.kind().equals("MeshGlobalRateLimit")) {
                if (!Policy.isShadow(manifest)) {
                    policies.add(Policy.of(manifest, unread));
                }
            } else {
                view.add(manifest);
            }
        }
        policies.sort(Policy.PRECEDENCE);
        policies.forEach(policy -> view.learnFrom(policy.target()));
        for (MeshService service : view.all()) {
            boolean gateway = service.role() == Role.GATEWAY;
            Map<String, Object> conf = new HashMap<>();
            for (Policy policy : policies) {
                if (view.targets(policy.target(), gateway).contains(service)) {
                    (gateway ? policy.to() : policy.from()).forEach(part -> merge(conf, tree(part)));
                }
            }
            if (!conf.isEmpty()) {
                targets.add(new Target(mesh, service, conf));
                headerRules(conf)
                        .forEach(rule -> headers.computeIfAbsent(
                                        String.valueOf(rule.get("name")), any -> new LinkedHashSet<>())
                                .addAll(values(rule).keySet()));
            }
        }
    }

    private static Object tree(SourceNode node) {
        if (node.isList()) {
            return node.items().stream().map(KongMeshModel::tree).toList();
        }
        if (!node.isMap()) {
            return node.text();
        }
        Map<String, Object> map = new HashMap<>();
        node.fields().forEach((name, value) -> {
            if (!value.isNull()) {
                map.put(name, tree(value));
            }
        });
        return map;
    }

    private static void merge(Map<String, Object> into, Object more) {
        if (more instanceof Map<?, ?> map) {
            map.forEach((name, value) -> {
                Object before = into.get(name);
                if (before instanceof Map<?, ?> inner && value instanceof Map<?, ?>) {
                    Map<String, Object> merged = new HashMap<>();
                    inner.forEach((key, old) -> merged.put(String.valueOf(key), old));
                    merge(merged, value);
                    into.put(String.valueOf(name), merged);
                } else {
                    into.put(String.valueOf(name), value);
                }
            });
        }
    }

    private static @Nullable Object at(@Nullable Object tree, String... path) {
        Object found = tree;
        for (String name : path) {
            found = found instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return found;
    }

    private static List<Map<?, ?>> headerRules(Map<String, Object> conf) {
        List<Map<?, ?>> rules = new ArrayList<>();
        if (at(conf, "http", "ratelimitOnRequest") instanceof List<?> list) {
            list.forEach(rule -> rules.add((Map<?, ?>) rule));
        }
        return rules;
    }

    private static Map<String, Map<?, ?>> values(Map<?, ?> rule) {
        Map<String, Map<?, ?>> values = new LinkedHashMap<>();
        if (rule.get("limits") instanceof List<?> limits) {
            for (Object limit : limits) {
                if (limit instanceof Map<?, ?> map) {
                    values.put(String.valueOf(map.get("value")), map);
                }
            }
        }
        return values;
    }

    @Override
    public boolean hasQuestions() {
        return !targets.isEmpty();
    }

    @Override
    public boolean hasLimits() {
        return true;
    }

    @Override
    public SentRequest question(Random random) {
        Target target = targets.get(random.nextInt(targets.size()));
        List<String> hosts = List.of(target.service.name(), target.service.name() + ".mesh");
        Map<String, String> sent = new LinkedHashMap<>();
        headers.forEach((name, values) -> {
            List<String> some = new ArrayList<>(values);
            some.add("something else");
            if (random.nextBoolean()) {
                sent.put(name, some.get(random.nextInt(some.size())));
            }
        });
        return new SentRequest(
                switch (target.service.role()) {
                    case SIDECAR -> "inbound";
                    case EGRESS -> "egress";
                    case GATEWAY -> target.service.name();
                },
                new Request(hosts.get(random.nextInt(hosts.size())), "/", sent, "192.0.2.1"));
    }

    @Override
    public List<HeldLimit> effects(SentRequest question) {
        String host = question.request().host();
        return targets.stream()
                .filter(target -> host.equals(target.service.name()) || host.equals(target.service.name() + ".mesh"))
                .findFirst()
                .map(target -> limits(target, question.request()))
                .orElse(List.of());
    }

    private static List<HeldLimit> limits(Target target, Request request) {
        if ("true".equals(at(target.conf, "http", "disabled"))) {
            return List.of();
        }
        List<HeldLimit> limits = new ArrayList<>();
        boolean own = false;
        for (Map<?, ?> rule : headerRules(target.conf)) {
            String header = String.valueOf(rule.get("name"));
            String value = request.header(header);
            Map<?, ?> limit = value == null ? null : values(rule).get(value);
            if (value != null && limit != null) {
                own = true;
                if (limit.get("requestRate") != null && !"true".equals(limit.get("disabled"))) {
                    limits.add(held(target, limit.get("requestRate"), new DescriptorEntry(header, value)));
                }
            }
        }
        Object rate = at(target.conf, "http", "requestRate");
        if (!own && rate != null) {
            limits.add(held(target, rate, null));
        }
        return limits;
    }

    private static HeldLimit held(Target target, Object rate, @Nullable DescriptorEntry header) {
        List<DescriptorEntry> entries = new ArrayList<>(List.of(new DescriptorEntry(KEY, target.service.name())));
        if (header != null) {
            entries.add(header);
        }
        return new HeldLimit(
                target.mesh,
                entries,
                UNITS.getOrDefault(String.valueOf(at(rate, "interval")), Unit.SECOND),
                Long.parseLong(String.valueOf(at(rate, "num"))),
                "Shadow".equals(at(target.conf, "mode")));
    }
}
