package io.tollgate.standalone.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.emitter.Emitter;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;
import org.yaml.snakeyaml.serializer.Serializer;

/** Writes documents as YAML that any reader understands as they are, whichever version of YAML it has. */
public final class DocumentYaml {

    private DocumentYaml() {}

    /** Returns the document, with a line end behind the last line. */
    public static String text(JsonNode document) {
        DumperOptions options = new DumperOptions();
        options.setSplitLines(false);
        options.setAllowUnicode(true);
        StringWriter text = new StringWriter();
        try {
            Serializer serializer =
                    new Serializer(new Emitter(text, options), new AllButTimes(), options, /* rootTag= */ null);
            serializer.open();
            serializer.serialize(node(document));
            serializer.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a text takes everything", e);
        }
        return text.toString();
    }

    private static Node node(JsonNode value) {
        if (value.isObject()) {
            List<NodeTuple> fields = new ArrayList<>();
            value.forEachEntry((name, field) -> fields.add(new NodeTuple(scalar(Tag.STR, name), node(field))));
            return new MappingNode(Tag.MAP, fields, fields.isEmpty() ? FlowStyle.FLOW : FlowStyle.BLOCK);
        }
        if (value instanceof ArrayNode array) {
            List<Node> items = new ArrayList<>();
            boolean flow = true;
            for (JsonNode item : array) {
                items.add(node(item));
                flow &= item.isValueNode();
            }
            return new SequenceNode(Tag.SEQ, items, flow ? FlowStyle.FLOW : FlowStyle.BLOCK);
        }
        return scalar(tag(value), value.asText());
    }

    private static Tag tag(JsonNode value) {
        return switch (value.getNodeType()) {
            case NULL -> Tag.NULL;
            case BOOLEAN -> Tag.BOOL;
            case NUMBER -> value.isIntegralNumber() ? Tag.INT : Tag.FLOAT;
            default -> Tag.STR;
        };
    }

    private static ScalarNode scalar(Tag tag, String text) {
        ScalarStyle style = text.indexOf('\n') >= 0 ? ScalarStyle.DOUBLE_QUOTED : ScalarStyle.PLAIN;
        return new ScalarNode(tag, text, null, null, style);
    }

    /** Text that YAML 1.1 or 1.2 takes for something else is put in quotes; times are not: they are text to our reader. */
    private static final class AllButTimes extends Resolver {

        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.BOOL, BOOL, "yYnNtTfFoO");
            addImplicitResolver(Tag.INT, INT, "-+0123456789");
            addImplicitResolver(Tag.FLOAT, FLOAT, "-+0123456789.");
            CoreResolver.addTo(this);
        }
    }
}
