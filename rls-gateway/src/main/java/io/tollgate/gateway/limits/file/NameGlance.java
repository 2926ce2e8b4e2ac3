package io.tollgate.gateway.limits.file;

import io.tollgate.gateway.limits.yaml.YamlDocument;
import io.tollgate.gateway.limits.yaml.YamlNode;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A quick look at the names of a whole file: whether each is in its place, so that {@link NameCheck}, which says where
 * one is not but costs as much as reading the file, need not look. For one file.
 */
final class NameGlance {

    /** No whole number with so many characters is beyond 64 bits. */
    private static final int SURELY_A_LONG = 18;

    private final boolean extensions;
    private long nodesLeft;

    /**
     * @param extensions whether names are allowed that only Tollgate knows
     * @param mostNodes how many nodes to look at, since aliases may make more of them than can be
     */
    NameGlance(boolean extensions, long mostNodes) {
        this.extensions = extensions;
        this.nodesLeft = mostNodes;
    }

    /** Returns whether a file with this root has nothing that {@link NameCheck} would speak of. */
    boolean passes(@Nullable YamlNode root) {
        return root instanceof YamlNode.Collection map && map.isMap() && passes(map, MapPlace.ROOT, 1);
    }

    private boolean passes(YamlNode.Collection map, MapPlace place, int depth) {
        if (depth > YamlDocument.MAX_DEPTH) {
            return false; // an alias may hold itself
        }
        for (int i = 0; i < map.nodes().size(); i += 2) {
            if (!(map.nodes().get(i) instanceof YamlNode.Scalar name)
                    || !name.tag().equals(Tag.STR)
                    || !place.has(name.text(), extensions)) {
                return false;
            }
            boolean free = name.text().equals("metadata");
            if (!free && !passes(map.nodes().get(i + 1), place.child(name.text()), depth)) {
                return false;
            }
        }
        return true;
    }

    private boolean passes(YamlNode value, MapPlace place, int depth) {
        if (nodesLeft-- <= 0) {
            return false;
        }
        if (value instanceof YamlNode.Scalar scalar) {
            return !scalar.tag().equals(Tag.FLOAT)
                    && (!scalar.tag().equals(Tag.INT) || scalar.text().length() <= SURELY_A_LONG);
        }
        if (place.equals(MapPlace.UNREAD) || !(value instanceof YamlNode.Collection collection)) {
            return false;
        }
        if (collection.isMap()) {
            return passes(collection, place, depth + 1);
        }
        for (YamlNode element : collection.nodes()) {
            if (!(element instanceof YamlNode.Collection map) || !map.isMap() || !passes(map, place, depth + 1)) {
                return false;
            }
        }
        return true;
    }
}
