package io.tollgate.gateway.limits.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A limit file as a checker of JSON schemas sees it: types told apart as the grammar does, aliases and merges resolved. */
public final class YamlAsJson {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private YamlAsJson() {}

    /** Returns the file's text as JSON. */
    public static JsonNode of(String yaml) {
        return json(new YamlDocument(new LimitFile("f.yaml", yaml, true)).root());
    }

    private static JsonNode json(YamlCursor cursor) {
        if (cursor.isMap()) {
            ObjectNode object = JSON.objectNode();
            cursor.fields(true).forEach((name, field) -> object.set(name, json(field)));
            return object;
        }
        if (cursor.isList()) {
            ArrayNode array = JSON.arrayNode();
            cursor.elements().forEach(element -> array.add(json(element)));
            return array;
        }
        return cursor.isNull() ? JSON.nullNode() : scalar(cursor.scalar("a value"));
    }

    private static JsonNode scalar(YamlScalar scalar) {
        Object value = scalar.value();
        if (value instanceof Boolean truth) {
            return JSON.booleanNode(truth);
        }
        if (value instanceof Double number) {
            Long whole = YamlResolver.whole(scalar.shown());
            return whole == null ? JSON.numberNode(number) : JSON.numberNode(whole);
        }
        return JSON.textNode(String.valueOf(value));
    }
}
