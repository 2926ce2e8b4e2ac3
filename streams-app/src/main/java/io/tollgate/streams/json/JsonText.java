package io.tollgate.streams.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonpCharacterEscapes;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.Writer;

/**
 * Records written as JSON: fields in the order of their components, names in snake case, no white space. The bytes are
 * part of the contract of exports, down to the escapes: U+2028 and U+2029 are escaped, hexadecimal digits are small.
 * Thread-safe.
 */
public final class JsonText {

    private static final ObjectWriter WRITER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
            .disable(SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
            .build()
            .writer(JsonpCharacterEscapes.instance());

    private JsonText() {}

    /**
     * Returns a record, or a list of them, as JSON.
     *
     * @throws IllegalArgumentException if its type is none that can be written
     */
    public static String of(Object value) {
        try {
            return WRITER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + value.getClass(), e);
        }
    }

    /** Writes a value, and neither flushes nor closes what takes it. */
    public static void write(Object value, Writer out) throws IOException {
        WRITER.writeValue(out, value);
    }
}
