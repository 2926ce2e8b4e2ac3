package io.tollgate.streams.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.resource.Signed;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Bodies of requests as JSON (RFC 8259): nothing behind it, no field twice, in UTF-8. Thread-safe. */
final class RequestJson {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private RequestJson() {}

    /**
     * Returns the object that a body says.
     *
     * @throws BadRequestException if it says none
     */
    static ObjectNode object(byte[] body) {
        try {
            JsonNode node = MAPPER.readTree(
                    UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
            if (node instanceof ObjectNode object) {
                return object;
            }
            throw new BadRequestException("the body is no JSON object");
        } catch (CharacterCodingException e) {
            throw new BadRequestException("the body is not UTF-8");
        } catch (JsonProcessingException e) {
            String place = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw new BadRequestException("the body is no JSON" + place + ": " + e.getOriginalMessage());
        }
    }

    /** Lets an object have only the given fields. */
    static void expectOnly(ObjectNode object, Set<String> fields) {
        Iterator<String> names = object.fieldNames();
        while (names.hasNext()) {
            String name = names.next();
            if (!fields.contains(name)) {
                throw new BadRequestException(
                        "'" + name + "': unknown field (expected: " + String.join(", ", new TreeSet<>(fields)) + ")");
            }
        }
    }

    /** Returns text that may be left out; null where it is. */
    static @Nullable String text(ObjectNode object, String name) {
        JsonNode field = object.get(name);
        if (field == null || field.isNull()) {
            return null;
        }
        if (!field.isTextual()) {
            throw new BadRequestException(name + ": no text (expected: text in quotes)");
        }
        return field.textValue();
    }

    /** Returns who changes something and why, null for nothing said. */
    static Signed signed(@Nullable String author, @Nullable String reason) {
        return new Signed(bounded("author", author), bounded("reason", reason));
    }

    private static String bounded(String name, @Nullable String text) {
        if (text == null) {
            return "";
        }
        if (text.length() > Signed.LONGEST
                || text.chars().anyMatch(Character::isISOControl)
                || !UTF_8.newEncoder().canEncode(text)) {
            throw new BadRequestException(
                    name + ": expected at most " + Signed.LONGEST + " characters without control characters");
        }
        return text;
    }
}
