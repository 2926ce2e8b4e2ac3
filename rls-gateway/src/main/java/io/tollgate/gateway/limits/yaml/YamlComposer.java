package io.tollgate.gateway.limits.yaml;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.Parser;

/**
 * Makes the nodes of a document from SnakeYAML's events. SnakeYAML's own composer makes nodes many times as large, which
 * took most of the time of loading a large file. Not thread-safe.
 */
final class YamlComposer {

    private static final YamlResolver RESOLVER = new YamlResolver();

    private static final int LONGEST_SHARED = 24;
    private static final int MOST_SHARED = 1_000;

    private final Parser parser;
    private final int maxDepth;
    private final Map<String, YamlNode> anchors = new HashMap<>();
    private final Map<String, String> texts = new HashMap<>();

    /** @param maxDepth the deepest nesting of maps and lists, above which composing would need too much stack */
    YamlComposer(Parser parser, int maxDepth) {
        this.parser = parser;
        this.maxDepth = maxDepth;
        parser.getEvent(); // the start of the stream
    }

    /** Returns whether a document follows. */
    boolean hasDocument() {
        return !parser.checkEvent(Event.ID.StreamEnd);
    }

    /** Returns the root of the next document. */
    YamlNode document() {
        parser.getEvent();
        anchors.clear();
        YamlNode root = node(1);
        parser.getEvent();
        return root;
    }

    private YamlNode node(int depth) {
        NodeEvent event = (NodeEvent) parser.getEvent();
        if (event instanceof AliasEvent) {
            return anchored(event);
        }
        return event instanceof ScalarEvent scalar ? scalar(scalar) : collection((CollectionStartEvent) event, depth);
    }

    private YamlNode anchored(NodeEvent alias) {
        YamlNode node = anchors.get(alias.getAnchor());
        if (node == null) {
            throw new ComposingException("found undefined alias " + alias.getAnchor(), alias);
        }
        return node;
    }

    private YamlNode scalar(ScalarEvent event) {
        YamlNode.Scalar scalar = new YamlNode.Scalar(line(event), tag(event), shared(event.getValue()));
        rememberAnchor(event, scalar);
        return scalar;
    }

    private static Tag tag(ScalarEvent event) {
        String tag = event.getTag();
        if (tag == null || tag.equals("!")) {
            boolean plain = event.getImplicit().canOmitTagInPlainScalar();
            return RESOLVER.resolve(NodeId.scalar, event.getValue(), plain);
        }
        return new Tag(tag);
    }

    private YamlNode collection(CollectionStartEvent event, int depth) {
        if (depth > maxDepth) {
            throw new ComposingException("nested deeper than " + maxDepth + " levels", event);
        }
        boolean isMap = event.is(Event.ID.MappingStart);
        Event.ID end = isMap ? Event.ID.MappingEnd : Event.ID.SequenceEnd;
        YamlNode.Collection collection = new YamlNode.Collection(line(event), isMap);
        rememberAnchor(event, collection);
        while (!parser.checkEvent(end)) {
            rejectAliasOfAList(collection);
            collection.nodes().add(node(depth + 1));
        }
        parser.getEvent();
        return collection;
    }

    /** As yaml.v2 does behind {@code <<}, where a list is welcome that stands there itself. */
    private void rejectAliasOfAList(YamlNode.Collection map) {
        int size = map.nodes().size();
        if (map.isMap() && size % 2 == 1 && YamlCursor.isMerge(map.nodes().get(size - 1))) {
            Event next = parser.peekEvent();
            if (next instanceof AliasEvent alias
                    && anchored(alias) instanceof YamlNode.Collection value
                    && !value.isMap()) {
                throw new ComposingException(YamlCursor.MERGE_OF_NO_MAP, next);
            }
        }
    }

    /** Names, and values such as units, stand in a file again and again. */
    private String shared(String text) {
        String known = text.length() > LONGEST_SHARED ? null : texts.get(text);
        if (known != null) {
            return known;
        }
        if (text.length() <= LONGEST_SHARED && texts.size() < MOST_SHARED) {
            texts.put(text, text);
        }
        return text;
    }

    private void rememberAnchor(NodeEvent event, YamlNode node) {
        if (event.getAnchor() != null) {
            anchors.put(event.getAnchor(), node);
        }
    }

    private static int line(Event event) {
        return requireNonNull(event.getStartMark(), "mark").getLine() + 1;
    }

    /** A document cannot be composed; knows the line as SnakeYAML's own exceptions do. */
    private static final class ComposingException extends MarkedYAMLException {

        private ComposingException(String problem, Event event) {
            super(null, null, problem, event.getStartMark());
        }
    }
}
