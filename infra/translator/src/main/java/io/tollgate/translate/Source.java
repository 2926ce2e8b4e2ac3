package io.tollgate.translate;

import io.tollgate.translate.edgestack.EdgeStack;
import io.tollgate.translate.edgestack.EdgeStackModel;
import io.tollgate.translate.emissary.Emissary;
import io.tollgate.translate.emissary.EmissaryModel;
import io.tollgate.translate.kongmesh.KongMesh;
import io.tollgate.translate.kongmesh.KongMeshModel;
import io.tollgate.translate.source.Manifest;
import io.tollgate.translate.source.ManifestReader;
import io.tollgate.translate.verify.TrafficModel;
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
    EDGE_STACK("edge-stack");

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
        return translateAll(ManifestReader.read(file, text), options);
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
        };
    }
}
