package io.tollgate.streams.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * JSON of requests (RFC 8259), read into records: white space and the order of fields are free, each escape is
 * understood; a field that is given twice or unknown, a number or null for text, half a surrogate pair and anything behind
 * the value are rejected. Thread-safe.
 */
public final class StrictJson {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
            .addModule(new SimpleModule().addDeserializer(String.class, new WholeText()))
            .build();

    private StrictJson() {}

    /**
     * Returns what the text says.
     *
     * @param text its size bounded by the caller
     * @param type a record, or a list of records; fields that are not given, or flags and numbers that are null, are null
     * @throws IllegalArgumentException if it says nothing of that kind; the message says what is wrong, and where
     */
    public static <T> T read(String text, TypeReference<T> type) {
        try (JsonParser parser = MAPPER.createParser(text)) {
            try {
                T value = MAPPER.readValue(parser, type);
                if (value == null || parser.nextToken() != null) {
                    throw new IllegalArgumentException(
                            value == null ? "null (expected: JSON with content)" : "goes on behind the JSON value");
                }
                return value;
            } catch (StreamReadException e) {
                throw unreadable(parser, e);
            } catch (JsonMappingException e) {
                throw e.getCause() instanceof StreamReadException unreadable && !isNumber(parser)
                        ? unreadable(parser, unreadable)
                        : mismatched(e);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("no JSON", e);
        }
    }

    /** Digits that no number of the record can hold are the only JSON that the parser itself rejects. */
    private static boolean isNumber(JsonParser parser) {
        JsonToken token = parser.currentToken();
        return token != null && token.isNumeric();
    }

    private static IllegalArgumentException unreadable(JsonParser parser, StreamReadException e) throws IOException {
        if (String.valueOf(e.getOriginalMessage()).startsWith("Duplicate")) {
            return new IllegalArgumentException(parser.currentName() + ": given twice (expected: once)");
        }
        return new IllegalArgumentException("no JSON at line " + e.getLocation().getLineNr() + ", column "
                + e.getLocation().getColumnNr());
    }

    private static IllegalArgumentException mismatched(JsonMappingException e) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            String expected =
                    unknown.getKnownPropertyIds().stream().map(String::valueOf).collect(Collectors.joining(", "));
            return new IllegalArgumentException(
                    "'" + unknown.getPropertyName() + "': unknown field (expected: " + expected + ")");
        }
        String path = path(e);
        return new IllegalArgumentException((path.isEmpty() ? "" : path + ": ") + problem(e));
    }

    private static String problem(JsonMappingException e) {
        Class<?> target = e instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
        if (target == Boolean.class) {
            return "neither true nor false";
        }
        if (target == String.class) {
            return "no text (expected: text in quotes)";
        }
        if (target == Long.class || e.getCause() instanceof StreamReadException) {
            return number(e) + " (expected: a whole number)";
        }
        return e instanceof MismatchedInputException
                ? "not what is expected there"
                : String.valueOf(e.getOriginalMessage());
    }

    private static String number(JsonMappingException e) {
        Object value = e instanceof InvalidFormatException format ? format.getValue() : null;
        return value instanceof Number ? value.toString() : "no number";
    }

    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }

    /** Text, and nothing else that could be shown as text, of whole characters. */
    private static final class WholeText extends StdScalarDeserializer<String> {

        private static final long serialVersionUID = 1;

        WholeText() {
            super(String.class);
        }

        @Override
        public String getNullValue(DeserializationContext context) throws JsonMappingException {
            throw MismatchedInputException.from(context.getParser(), String.class, "null");
        }

        @Override
        public @Nullable Object getAbsentValue(DeserializationContext context) {
            return null;
        }

        @Override
        public String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                throw MismatchedInputException.from(parser, String.class, "no text");
            }
            String text = parser.getText();
            if (!UTF_8.newEncoder().canEncode(text)) {
                throw JsonMappingException.from(parser, "half of a surrogate pair (expected: whole characters)");
            }
            return text;
        }
    }
}
