package io.tollgate.translate.emissary;

import io.tollgate.model.DescriptorEntry;
import io.tollgate.translate.envoy.Request;
import io.tollgate.translate.source.Manifest;
import io.tollgate.translate.source.SourceNode;
import io.tollgate.translate.source.SourceNode.Field;
import io.tollgate.translate.verify.AskedDescriptor;
import io.tollgate.translate.verify.SentRequest;
import io.tollgate.translate.verify.TrafficModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Emissary's rules, as its documentation and its code have them: which Mapping takes a request, and which labels its groups
 * give it. Like the translation, but unlike Emissary, it asks in all domains of a Mapping. How clusters are named, which
 * their labels depend on, is taken from {@link ServiceAddress}.
 */
public final class EmissaryModel implements TrafficModel {

    private static final String AMBASSADOR = "ambassador";

    private final List<ModelMapping> mappings = new ArrayList<>();
    private final Map<String, List<ModelLabel>> defaults = new LinkedHashMap<>();
    private final Set<String> headers = new LinkedHashSet<>();
    private final List<String> values = new ArrayList<>(List.of("gold", "ann", "any"));
    private final @Nullable SourceNode module;
    private final String namespace;
    private final String defaultDomain;
    private final String serviceDomain;

    /**
     * Reads the Mappings and what holds for all of them.
     *
     * @param manifests as they are translated
     */
    public EmissaryModel(List<Manifest> manifests) {
        this(manifests, Set.of());
    }

    /**
     * Reads them as the other constructor does.
     *
     * @param worthAsking values of headers that requests should have now and then
     */
    public EmissaryModel(List<Manifest> manifests, Set<String> worthAsking) {
        values.addAll(worthAsking);
        List<Manifest> all =
                manifests.stream().flatMap(EmissaryModel::withAnnotated).toList();
        Manifest ambassador = all.stream()
                .filter(manifest ->
                        manifest.kind().equals("Module") && manifest.name().equals(AMBASSADOR))
                .reduce((earlier, later) -> later)
                .orElse(null);
        module = ambassador == null ? null : ambassador.spec().find("config");
        namespace = ambassador == null || module == null ? "" : ambassador.namespace();
        defaultDomain = module == null ? AMBASSADOR : module.text("default_label_domain", AMBASSADOR);
        serviceDomain = all.stream()
                .filter(manifest -> manifest.kind().equals("RateLimitService"))
                .findFirst()
                .map(manifest -> manifest.spec().text("domain", defaultDomain))
                .orElse(defaultDomain);
        readDefaults();
        all.stream().filter(EmissaryModel::isForRequests).forEach(this::add);
        mappings.sort(ModelMapping.LIGHTEST_FIRST.reversed());
    }

    private static Stream<Manifest> withAnnotated(Manifest manifest) {
        return Stream.concat(
                Stream.of(manifest),
                manifest.inAnnotation("getambassador.io/config").stream().flatMap(EmissaryModel::withAnnotated));
    }

    /** One that has copies of requests takes none from the others. */
    private static boolean isForRequests(Manifest manifest) {
        return manifest.kind().equals("Mapping") && !manifest.spec().bool("shadow");
    }

    /** Returns the domain of limits and labels that name none. */
    public String defaultDomain() {
        return defaultDomain;
    }

    private void readDefaults() {
        SourceNode labels = module == null ? null : module.find("default_labels");
        if (labels != null) {
            labels.fields()
                    .forEach((domain, of) ->
                            defaults.put(domain, ModelLabel.all(of.isMap() ? of.items("defaults") : of.items())));
        }
    }

    private void add(Manifest manifest) {
        SourceNode spec = manifest.spec();
        Map<String, List<List<ModelLabel>>> groups = spec.bool("host_redirect") ? Map.of() : groups(spec);
        groups.values()
                .forEach(of -> of.forEach(labels -> labels.stream()
                        .filter(label -> label.kind() == ModelLabel.Kind.HEADER)
                        .forEach(label -> headers.add(label.text()))));
        mappings.add(ModelMapping.of(spec, groups, cluster(manifest)));
    }

    private String cluster(Manifest mapping) {
        boolean own = module != null && module.bool("use_ambassador_namespace_for_service_resolution");
        SourceNode tls = mapping.spec().find("tls");
        String context = tls == null || tls.isBool() ? "" : tls.text();
        return ServiceAddress.of(
                        mapping.spec().required("service"),
                        mapping.namespace(),
                        !own && !mapping.namespace().equals(namespace),
                        context,
                        !context.isEmpty() || (tls != null && tls.isBool() && tls.bool()))
                .cluster();
    }

    /** The labels of the Module are before those of each group of a domain, and alone where there are none at all. */
    private Map<String, List<List<ModelLabel>>> groups(SourceNode spec) {
        if (spec.find("rate_limits") != null) {
            return Map.of(
                    serviceDomain,
                    spec.items("rate_limits").stream()
                            .map(EmissaryModel::ofVersion0)
                            .toList());
        }
        Map<String, List<List<ModelLabel>>> groups = new LinkedHashMap<>();
        SourceNode labels = spec.find("labels");
        if (labels != null && labels.isList()) {
            groups.put(defaultDomain, groupsOf(labels));
        } else if (labels != null) {
            labels.fields().forEach((domain, of) -> groups.put(domain, groupsOf(of)));
        }
        groups.forEach((domain, of) -> of.forEach(group -> group.addAll(0, defaults.getOrDefault(domain, List.of()))));
        if (groups.isEmpty()) {
            groups.put(defaultDomain, List.of(defaults.getOrDefault(defaultDomain, List.of())));
        }
        return groups;
    }

    private static List<ModelLabel> ofVersion0(SourceNode limit) {
        List<ModelLabel> labels = new ArrayList<>();
        labels.add(ModelLabel.of(ModelLabel.Kind.SOURCE_CLUSTER, "source_cluster"));
        labels.add(ModelLabel.of(ModelLabel.Kind.DESTINATION_CLUSTER, "destination_cluster"));
        labels.add(ModelLabel.of(ModelLabel.Kind.REMOTE_ADDRESS, "remote_address"));
        if (limit.find("descriptor") != null) {
            labels.add(ModelLabel.fixed(limit.required("descriptor").text()));
        }
        limit.items("headers").forEach(header -> labels.add(ModelLabel.header(header.text(), header.text())));
        return labels;
    }

    private static List<List<ModelLabel>> groupsOf(SourceNode node) {
        List<List<ModelLabel>> groups = new ArrayList<>();
        if (node.isMap()) {
            node.pairs()
                    .forEach(group -> groups.add(ModelLabel.all(group.value().items())));
            return groups;
        }
        List<ModelLabel> beside = null;
        for (SourceNode item : node.items()) {
            List<Field> fields = item.isMap() ? item.pairs() : List.of();
            if (fields.size() == 1 && fields.get(0).value().isList()) {
                beside = null;
                groups.add(ModelLabel.all(fields.get(0).value().items()));
            } else if (fields.size() == 1 && fields.get(0).value().isNull()) {
                beside = new ArrayList<>(); // its labels follow, as in pages that lost their indentation
                groups.add(beside);
            } else if (beside != null) {
                beside.addAll(ModelLabel.all(List.of(item)));
            }
        }
        return groups;
    }

    @Override
    public boolean hasQuestions() {
        return !mappings.isEmpty();
    }

    @Override
    public boolean hasLimits() {
        return false;
    }

    @Override
    public SentRequest question(Random random) {
        ModelMapping mapping = one(mappings, random);
        Map<String, String> sent = new LinkedHashMap<>();
        for (String header : headers) {
            if (random.nextInt(4) > 0) {
                sent.put(header, one(values, random));
            }
        }
        for (ModelMapping.Condition header : mapping.headers()) {
            if (random.nextInt(8) > 0) {
                sent.put(header.name(), header.example());
            }
        }
        sent.put(":method", random.nextInt(8) > 0 ? mapping.exampleMethod() : "DELETE");
        ModelMapping.Condition host = mapping.host();
        String path = mapping.examplePath() + (random.nextInt(3) > 0 ? "" : "more");
        return new SentRequest(
                AMBASSADOR,
                new Request(
                        host == null || random.nextInt(8) == 0 ? "somewhere.example.net" : host.example(),
                        path + query(mapping, random),
                        sent,
                        "192.0.2." + random.nextInt(3)));
    }

    private static String query(ModelMapping mapping, Random random) {
        StringBuilder query = new StringBuilder();
        for (ModelMapping.Condition parameter : mapping.query()) {
            if (random.nextInt(8) > 0) {
                query.append(query.isEmpty() ? '?' : '&')
                        .append(parameter.name())
                        .append('=')
                        .append(parameter.example());
            }
        }
        return query.toString();
    }

    private static <T> T one(List<T> of, Random random) {
        return of.get(random.nextInt(of.size()));
    }

    @Override
    public List<AskedDescriptor> effects(SentRequest question) {
        Request request = question.request();
        for (ModelMapping mapping : mappings) {
            if (mapping.takes(request)) {
                return asked(mapping, request);
            }
        }
        return List.of();
    }

    private List<AskedDescriptor> asked(ModelMapping mapping, Request request) {
        String source = AMBASSADOR + "-" + (namespace.isEmpty() ? "default" : namespace);
        List<AskedDescriptor> asked = new ArrayList<>();
        mapping.groups().forEach((domain, groups) -> {
            for (List<ModelLabel> group : groups) {
                List<DescriptorEntry> entries = new ArrayList<>();
                for (ModelLabel label : group) {
                    DescriptorEntry entry = label.entry(request, source, mapping.cluster());
                    if (entry != null) {
                        entries.add(entry);
                    }
                }
                if (!entries.isEmpty() && entries.size() == group.size()) {
                    asked.add(new AskedDescriptor(domain, entries));
                }
            }
        });
        return asked;
    }
}
