package io.tollgate.translate.limitador;

import io.tollgate.translate.Report;
import io.tollgate.translate.source.Manifest;
import io.tollgate.translate.source.ManifestReader;
import io.tollgate.translate.source.SourceNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What the files are: Limitador's limits alone, in a ConfigMap or in a resource Limitador; Kuadrant's resources; and the
 * configuration of the Envoy that asks Limitador.
 */
public final class LimitadorSources {

    /** Kinds of documents that name none. */
    private static final String LIMITS = "limits of Limitador";

    private static final String ENVOY = "Envoy";

    private final List<Scope> scopes = new ArrayList<>();

    private LimitadorSources() {}

    /**
     * Returns the resources of documents, to which belong limits and configurations that are no resources.
     *
     * @throws io.tollgate.translate.source.SourceException if one of them is not understood
     */
    public static List<Manifest> manifests(List<SourceNode> documents) {
        List<Manifest> manifests = new ArrayList<>();
        for (SourceNode document : documents) {
            if (document.isList()) {
                manifests.add(new Manifest(LIMITS, LIMITS, "", document));
            } else if (document.isMap() && document.find("static_resources") != null) {
                manifests.add(new Manifest(ENVOY, ENVOY, "", document));
            } else {
                manifests.addAll(ManifestReader.resources(List.of(document)));
            }
        }
        return manifests;
    }

    /** Returns what is limited. */
    static List<Scope> scopes(List<Manifest> manifests, Report report) {
        LimitadorSources sources = new LimitadorSources();
        sources.read(manifests, report);
        return List.copyOf(sources.scopes);
    }

    private void read(List<Manifest> manifests, Report report) {
        EnvoyConfig envoy = new EnvoyConfig();
        LimitReader limits = new LimitReader(report);
        Kuadrant kuadrant = new Kuadrant(report);
        boolean policies =
                manifests.stream().anyMatch(manifest -> manifest.kind().equals(Kuadrant.POLICY));
        for (Manifest manifest : manifests) {
            switch (manifest.kind()) {
                case LIMITS -> limits.read(manifest.root().items());
                case ENVOY -> envoy.read(manifest.root(), report);
                case "Limitador" -> {
                    if (policies) {
                        report.ignored(
                                manifest.root(), manifest.title() + ", whose limits Kuadrant makes of the policies");
                    } else {
                        limits.read(manifest.spec().items("limits"));
                    }
                }
                case "ConfigMap" -> readConfigMap(manifest, limits, envoy, report);
                default -> {
                    if (!kuadrant.add(manifest)) {
                        report.ignored(manifest.root(), manifest.title());
                    }
                }
            }
        }
        Origins origins = envoy.origins();
        Scope.Asking asking = envoy.asking();
        limits.limits()
                .forEach((namespace, of) ->
                        scopes.add(new Scope(namespace, namespace, List.of("*"), null, asking, origins, of)));
        scopes.addAll(kuadrant.scopes());
    }

    private static void readConfigMap(Manifest manifest, LimitReader limits, EnvoyConfig envoy, Report report) {
        boolean found = false;
        SourceNode data = manifest.root().find("data");
        if (data != null) {
            for (SourceNode file : data.fields().values()) {
                for (SourceNode document : file.documents()) {
                    if (document.isList()) {
                        limits.read(document.items());
                        found = true;
                    } else if (document.isMap() && document.find("static_resources") != null) {
                        envoy.read(document, report);
                        found |= envoy.isKnown();
                    }
                }
            }
        }
        if (!found) {
            report.ignored(manifest.root(), manifest.title());
        }
    }
}
