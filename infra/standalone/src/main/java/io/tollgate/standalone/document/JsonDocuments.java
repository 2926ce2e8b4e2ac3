package io.tollgate.standalone.document;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** The documents of a file of JSON: values one behind the other, such as one on each line, or lists of them. */
final class JsonDocuments implements Documents {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final String file;
    private final JsonParser parser;
    private boolean inList;

    JsonDocuments(String file, Reader reader) throws IOException {
        this.file = file;
        this.parser = new JsonFactory().createParser(reader);
    }

    @Override
    public @Nullable SourceDocument next() {
        try {
            JsonToken token = parser.nextToken();
            while (token == (inList ? JsonToken.END_ARRAY : JsonToken.START_ARRAY)) {
                inList = !inList;
                token = parser.nextToken();
            }
            if (token == null) {
                return null;
            }
            DocumentBuilder builder = new DocumentBuilder(file);
            return builder.document(value(builder, "", line(), 1));
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new DocumentFileException(file + ":" + line + ": it is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw DocumentFileException.unreadable(file, e);
        }
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    private JsonNode value(DocumentBuilder builder, String path, int line, int depth) throws IOException {
        builder.value(path, line, depth);
        return switch (parser.currentToken()) {
            case START_OBJECT -> map(builder, path, depth);
            case START_ARRAY -> {
                ArrayNode array = JSON.arrayNode();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(builder, path + "[" + array.size() + "]", line(), depth + 1));
                }
                yield array;
            }
            case VALUE_STRING -> JSON.textNode(parser.getText());
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? JSON.numberNode(parser.getBigIntegerValue())
                        : JSON.numberNode(parser.getLongValue());
            case VALUE_NUMBER_FLOAT -> JSON.numberNode(parser.getDoubleValue());
            case VALUE_TRUE, VALUE_FALSE -> JSON.booleanNode(parser.getBooleanValue());
            default -> JSON.nullNode();
        };
    }

    private ObjectNode map(DocumentBuilder builder, String path, int depth) throws IOException {
        ObjectNode object = JSON.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            int line = line();
            String child = builder.field(object, path, name, line);
            parser.nextToken();
            object.set(name, value(builder, child, line, depth + 1));
        }
        return object;
    }
}
