package io.tollgate.gateway.limits.yaml;

import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A node of a YAML document: what it says and the line where it begins, and no more, since a file of many rules has
 * millions of them. An alias is the node itself, which may so hold itself.
 */
public abstract sealed class YamlNode {

    private final int line;

    private YamlNode(int line) {
        this.line = line;
    }

    /** Returns the line where it begins, from 1. */
    public final int line() {
        return line;
    }

    /** Text, a number, a truth value or null. */
    public static final class Scalar extends YamlNode {
        private final Tag tag;
        private final String text;

        Scalar(int line, Tag tag, String text) {
            super(line);
            this.tag = tag;
            this.text = text;
        }

        /** Returns what it is, by itself or by what the file says. */
        public Tag tag() {
            return tag;
        }

        /** Returns its characters. */
        public String text() {
            return text;
        }
    }

    /** A list, or a map as a list in which each name is followed by its value. */
    public static final class Collection extends YamlNode {
        private static final int USUAL_SIZE = 6;

        private final boolean isMap;
        private final List<YamlNode> nodes = new ArrayList<>(USUAL_SIZE);

        Collection(int line, boolean isMap) {
            super(line);
            this.isMap = isMap;
        }

        /** Returns whether this is a map. */
        public boolean isMap() {
            return isMap;
        }

        /** Returns the elements, or names and values in turn; whoever makes the node adds them. */
        public List<YamlNode> nodes() {
            return nodes;
        }
    }
}
