package io.tollgate.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UInt64Value;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a message in protobuf's JSON as strictly as Go's protojson, which the reference uses: each field once, in either
 * of its names to the letter, and nothing that is not JSON (RFC 8259) in UTF-8. What protobuf-java-util reads takes more:
 * fields given twice, numbers for text, what follows the message. Knows the kinds of fields that a rate limit request has.
 */
final class ProtoJson {

    private static final JsonFactory STRICT = new JsonFactory();

    private final JsonParser json;

    private ProtoJson(JsonParser json) {
        this.json = json;
    }

    /**
     * Reads the one message that a body holds.
     *
     * @param message takes its fields
     * @throws IOException if the body is not such a message
     */
    static void read(byte[] body, Message.Builder message) throws IOException {
        CharBuffer text = UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
        try (JsonParser json = STRICT.createParser(text.toString())) {
            json.nextToken();
            new ProtoJson(json).readMessage(message);
            if (json.nextToken() != null) {
                throw wrong("more than one value");
            }
        }
    }

    private static IOException wrong(String what) {
        return new IOException(what);
    }

    private void require(JsonToken expected) throws IOException {
        if (json.currentToken() != expected) {
            throw wrong("expected " + expected + ", found " + json.currentToken());
        }
    }

    private void readMessage(Message.Builder message) throws IOException {
        require(JsonToken.START_OBJECT);
        Set<FieldDescriptor> seen = new HashSet<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            FieldDescriptor field = field(message.getDescriptorForType(), json.currentName());
            if (field == null || !seen.add(field)) {
                throw wrong("a field that is unknown or was given before");
            }
            if (json.nextToken() != JsonToken.VALUE_NULL) {
                readField(field, message);
            }
        }
    }

    private static @Nullable FieldDescriptor field(Descriptor message, String name) {
        for (FieldDescriptor field : message.getFields()) {
            if (field.getJsonName().equals(name) || field.getName().equals(name)) {
                return field;
            }
        }
        return null;
    }

    private void readField(FieldDescriptor field, Message.Builder message) throws IOException {
        if (!field.isRepeated()) {
            message.setField(field, value(field, message));
            return;
        }
        require(JsonToken.START_ARRAY);
        while (json.nextToken() != JsonToken.END_ARRAY) {
            message.addRepeatedField(field, value(field, message));
        }
    }

    private Object value(FieldDescriptor field, Message.Builder message) throws IOException {
        return switch (field.getType()) {
            case STRING -> text();
            case BOOL -> truth();
            case UINT32 -> JsonInteger.read(json, JsonInteger.UINT32).intValue();
            case UINT64 -> JsonInteger.read(json, JsonInteger.UINT64).longValue();
            case ENUM -> constant(field);
            case MESSAGE -> message(field, message);
            default -> throw new IllegalStateException(field.getFullName() + " is of a kind that is not read");
        };
    }

    private Message message(FieldDescriptor field, Message.Builder message) throws IOException {
        if (field.getMessageType().equals(UInt64Value.getDescriptor())) {
            return UInt64Value.of(JsonInteger.read(json, JsonInteger.UINT64).longValue());
        }
        Message.Builder nested = message.newBuilderForField(field);
        readMessage(nested);
        return nested.build();
    }

    private String text() throws IOException {
        require(JsonToken.VALUE_STRING);
        String text = json.getText();
        UTF_8.newEncoder().encode(CharBuffer.wrap(text)); // half of a surrogate pair is no text
        return text;
    }

    private boolean truth() throws IOException {
        if (!json.currentToken().isBoolean()) {
            throw wrong("expected true or false, found " + json.currentToken());
        }
        return json.getBooleanValue();
    }

    private EnumValueDescriptor constant(FieldDescriptor field) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            int number = JsonInteger.read(json, JsonInteger.INT32).intValue();
            return field.getEnumType().findValueByNumberCreatingIfUnknown(number);
        }
        EnumValueDescriptor constant = field.getEnumType().findValueByName(json.getText());
        if (constant == null) {
            throw wrong("a constant that is unknown");
        }
        return constant;
    }
}
