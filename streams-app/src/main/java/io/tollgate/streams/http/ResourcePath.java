package io.tollgate.streams.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.plan.PlanRef;
import io.tollgate.plan.ResourceId;
import io.tollgate.plan.ResourceKind;
import io.tollgate.resource.NoSuchResourceException;
import io.tollgate.runtime.http.PercentEncoding;
import org.jspecify.annotations.Nullable;

/**
 * What a path below a kind of resources names.
 *
 * @param verb what stands behind the id and a slash; null where nothing does
 */
record ResourcePath(ResourceId id, @Nullable String verb) {

    /** Returns what a path names, whether it is there or not. */
    static ResourcePath of(ResourceKind kind, String path) {
        String rest = path.substring(("/v1/" + kind.plural() + "/").length());
        int slash = rest.indexOf('/');
        String id = PercentEncoding.decodePath(slash < 0 ? rest : rest.substring(0, slash));
        return new ResourcePath(new ResourceId(kind, id), slash < 0 ? null : rest.substring(slash + 1));
    }

    void expectNoVerb() {
        if (verb != null) {
            throw new NoSuchResourceException(id);
        }
    }

    /**
     * Returns a document with the name that the path says.
     *
     * @throws BadRequestException if the document says another one
     */
    ObjectNode named(ObjectNode document) {
        ObjectNode named = document.deepCopy();
        fill(named, "kind", named.textNode(id.kind().label()));
        if (id.kind() == ResourceKind.PLAN) {
            PlanRef ref = PlanRef.parse(id.id())
                    .orElseThrow(() -> new BadRequestException("'" + id.id()
                            + "' names no version of a plan (expected: key and version, such as gold@1)"));
            fill(named, "key", named.textNode(ref.key()));
            fill(named, "version", named.numberNode(ref.version()));
        } else {
            fill(named, "key", named.textNode(id.id()));
        }
        return named;
    }

    private static void fill(ObjectNode document, String name, JsonNode value) {
        JsonNode said = document.get(name);
        if (said == null || said.isNull()) {
            document.set(name, value);
        } else if (!said.equals(value)) {
            throw new BadRequestException(
                    name + ": " + said + " (expected: " + value + ", as the path says, or nothing)");
        }
    }
}
