package io.tollgate.translate;

import io.tollgate.translate.edgestack.EdgeStack;
import io.tollgate.translate.edgestack.EdgeStackModel;
import io.tollgate.translate.emissary.Emissary;
import io.tollgate.translate.emissary.EmissaryModel;
import io.tollgate.translate.kongmesh.KongMesh;
import io.tollgate.translate.kongmesh.KongMeshModel;
import io.tollgate.translate.limitador.Limitador;
import io.tollgate.translate.limitador.LimitadorModel;
import io.tollgate.translate.limitador.LimitadorSources;
import io.tollgate.translate.source.Manifest;
import io.tollgate.translate.source.ManifestReader;
import io.tollgate.translate.source.SourceNode;
import io.tollgate.translate.verify.TrafficModel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A system whose rate limits are translated. */
public enum Source {

    /** Kong Mesh's MeshGlobalRateLimit. */
    KONG_MESH("kong-mesh"),

    /** The labels of Emissary-ingress and Ambassador. */
    EMISSARY("emissary"),

    /** RateLimit of Edge Stack, with the labels of Emissary. */
    EDGE_STACK("edge-stack"),

    /** Limits of Limitador, and RateLimitPolicy of Kuadrant. */
    LIMITADOR("limitador");

    private final String title;

    Source(String title) {
        this.title = title;
    }

    /** Returns its name on the command line. */
    public String title() {
        return title;
    }

    /** Returns all names, for people. */
    public static String titles() {
        return Arrays.stream(values()).map(Source::title).collect(Collectors.joining(", "));
    }

    /**
     * Translates the resources of a text.
     *
     * @param file its name for messages
     * @throws io.tollgate.translate.source.SourceException if it is not understood
     */
    public Translation translate(String file, String text, TranslationOptions options) {
        return translateAll(read(file, text), options);
    }

    /**
     * Returns the resources of files, in their order.
     *
     * @throws io.tollgate.translate.source.SourceException if a file cannot be read or is not understood
     */
    public List<Manifest> read(List<Path> files) {
        return files.stream()
                .flatMap(file -> read(file.toString(), ManifestReader.text(file)).stream())
                .toList();
    }

    /**
     * Returns the resources of a text.
     *
     * @param file its name for messages
     * @throws io.tollgate.translate.source.SourceException if it is not understood
     */
    public List<Manifest> read(String file, String text) {
        List<SourceNode> documents = ManifestReader.documents(file, text);
        return this == LIMITADOR ? LimitadorSources.manifests(documents) : ManifestReader.resources(documents);
    }

    /**
     * Returns the executable model of the source's own rules.
     *
     * @throws io.tollgate.translate.source.SourceException if a resource is not understood
     */
    public TrafficModel model(List<Manifest> manifests) {
        return switch (this) {
            case KONG_MESH -> new KongMeshModel(manifests);
            case EDGE_STACK -> new EdgeStackModel(manifests);
            case EMISSARY -> new EmissaryModel(manifests);
            case LIMITADOR -> new LimitadorModel(manifests);
        };
    }

    /**
     * Translates resources that were read before.
     *
     * @throws io.tollgate.translate.source.SourceException if one of them is not understood
     */
    public Translation translateAll(List<Manifest> manifests, TranslationOptions options) {
        return switch (this) {
            case KONG_MESH -> KongMesh.translate(manifests, options);
            case EDGE_STACK -> EdgeStack.translate(manifests, options);
            case EMISSARY -> Emissary.translate(manifests, options);
            case LIMITADOR -> Limitador.translate(manifests, options);
        };
    }
}
