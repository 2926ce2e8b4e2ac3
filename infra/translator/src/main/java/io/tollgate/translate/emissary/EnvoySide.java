package io.tollgate.translate.emissary;

import io.tollgate.translate.Report;
import io.tollgate.translate.TranslationOptions;
import io.tollgate.translate.envoy.AnswerBody;
import io.tollgate.translate.envoy.EnvoySetup;
import io.tollgate.translate.envoy.Listener;
import io.tollgate.translate.envoy.ResponseHeader;
import io.tollgate.translate.envoy.VirtualHost;
import io.tollgate.translate.source.Manifest;
import io.tollgate.translate.source.SourceNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the resources of Emissary tell of Envoy.
 *
 * @param asked what it asks for, as far as it is known before there is a request
 * @param defaultDomain the domain of labels and limits where nothing else is said
 * @param others resources that do not tell of Envoy
 */
public record EnvoySide(EnvoySetup setup, List<AskedGroup> asked, String defaultDomain, List<Manifest> others) {

    private static final String ANNOTATION = "getambassador.io/config";
    private static final String NAME = "ambassador";
    private static final int MOST_HOPS = 1_000;

    /** Copies the lists. */
    public EnvoySide {
        asked = List.copyOf(asked);
        others = List.copyOf(others);
    }

    /**
     * Reads the resources, also those that annotations hold.
     *
     * @throws io.tollgate.translate.source.SourceException if one of them cannot be read
     */
    public static EnvoySide of(List<Manifest> manifests, TranslationOptions options, Report report) {
        Sorted sorted = new Sorted();
        manifests.forEach(sorted::add);
        AmbassadorModule module = AmbassadorModule.of(sorted.module, report);
        ServiceSettings settings =
                ServiceSettings.of(sorted.services, module.defaultDomain(), options.rateLimitService(), report);
        sorted.noteModules(report);
        sorted.noteIds(report);
        String sourceCluster = NAME + "-" + (module.namespace().isEmpty() ? "default" : module.namespace());
        MappingReader reader = new MappingReader(module, settings, sourceCluster, options.upstream(), report);
        List<MappingReader.Read> routes = sorted.mappings.stream()
                .map(reader::read)
                .filter(Objects::nonNull)
                .sorted(Comparator.comparing(MappingReader.Read::order, RouteOrder.FIRST_TO_LAST))
                .toList();
        List<AskedGroup> asked =
                routes.stream().flatMap(route -> route.asked().stream()).toList();
        if (!settings.said() && !asked.isEmpty()) {
            report.different(
                    sorted.mappings.get(0).root(),
                    "there is no RateLimitService in these files; Envoy asks as by one that says nothing but its service: it"
                            + " waits " + settings.timeoutMillis() + " ms and lets requests through without an answer");
        }
        VirtualHost host = new VirtualHost(
                NAME,
                List.of("*"),
                routes.stream().map(MappingReader.Read::route).toList());
        Listener listener = new Listener(
                NAME, module.useRemoteAddress(), trustedHops(sorted.listeners, module, report), List.of(host));
        return new EnvoySide(
                new EnvoySetup(sourceCluster, List.of(listener), settings.tls()),
                asked,
                module.defaultDomain(),
                sorted.others);
    }

    /**
     * Returns the setup with other answers to what is over limit.
     *
     * @param headers by domain
     * @param body of all; null for none
     */
    public EnvoySetup withErrors(Map<String, List<ResponseHeader>> headers, @Nullable AnswerBody body) {
        return new EnvoySetup(
                setup.cluster(),
                setup.listeners().stream()
                        .map(listener -> listener.withErrors(headers, body))
                        .toList(),
                setup.tlsToService());
    }

    /** Emissary 2 and later have it at each Listener, before it was the Module's. */
    private static int trustedHops(List<Manifest> listeners, AmbassadorModule module, Report report) {
        SourceNode first = null;
        for (Manifest listener : listeners) {
            SourceNode depth = listener.spec().find("l7Depth");
            if (first == null) {
                first = depth;
            } else if (depth != null && depth.whole(0, MOST_HOPS) != first.whole(0, MOST_HOPS)) {
                report.lost(depth, "Envoy has one listener here, for which l7Depth of the first Listener counts");
            }
        }
        if (first == null) {
            Integer hops = module.trustedHops();
            return hops == null ? 0 : hops;
        }
        report.carried(first, first.text() + " proxies before Envoy are trusted with x-forwarded-for");
        return first.whole(0, MOST_HOPS);
    }

    /** The resources by what they are. */
    private static final class Sorted {
        private final List<Manifest> mappings = new ArrayList<>();
        private final List<Manifest> services = new ArrayList<>();
        private final List<Manifest> listeners = new ArrayList<>();
        private final List<Manifest> others = new ArrayList<>();
        private final List<Manifest> moreModules = new ArrayList<>();
        private @Nullable Manifest module;

        private void add(Manifest manifest) {
            switch (manifest.kind()) {
                case "Mapping" -> mappings.add(manifest);
                case "RateLimitService" -> services.add(manifest);
                case "Listener" -> listeners.add(manifest);
                case "Module" -> {
                    if (!manifest.name().equals(NAME)) {
                        others.add(manifest);
                    } else if (module == null) {
                        module = manifest;
                    } else {
                        moreModules.add(manifest);
                    }
                }
                default -> {
                    List<Manifest> annotated = manifest.inAnnotation(ANNOTATION);
                    annotated.forEach(this::add);
                    if (annotated.isEmpty()) {
                        others.add(manifest);
                    }
                }
            }
        }

        private void noteModules(Report report) {
            moreModules.forEach(more -> report.lost(
                    more.root(), "there is one Module named " + NAME + " in Emissary; here the first one counts"));
        }

        private void noteIds(Report report) {
            TreeSet<String> ids = new TreeSet<>();
            SourceNode last = null;
            for (Manifest manifest : mappings) {
                SourceNode id = manifest.spec().find("ambassador_id");
                if (id == null) {
                    ids.add("default");
                } else if (id.isScalar()) {
                    ids.add(id.text());
                } else {
                    id.items().forEach(item -> ids.add(item.text()));
                }
                last = id == null ? last : id;
            }
            if (ids.size() > 1 && last != null) {
                report.different(
                        last,
                        "these files are for several Emissaries (" + String.join(", ", ids)
                                + "), whose Mappings are all routes of one Envoy here");
            }
        }
    }
}
