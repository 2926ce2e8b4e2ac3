package io.tollgate.gateway.limits.yaml;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Tag;

/** A scalar of a YAML document read as the type that the grammar expects there; null reads as the type's default. */
public final class YamlScalar {

    private static final String METADATA = "error parsing metadata";

    private final YamlCursor cursor;
    private final Tag tag;
    private final String characters;

    YamlScalar(YamlCursor cursor, YamlNode.Scalar node) {
        this.cursor = cursor;
        this.tag = node.tag();
        this.characters = node.text();
    }

    /** Returns whether this is null, said or unsaid. */
    public boolean isNull() {
        return tag.equals(Tag.NULL);
    }

    /** Returns whether this is text: quoted, or not to be read as a number, a truth value or null. */
    public boolean isText() {
        return !(isNull() || tag.equals(Tag.INT) || tag.equals(Tag.FLOAT) || tag.equals(Tag.BOOL));
    }

    /** Returns the text; numbers and booleans give the characters that the file has. Null gives the empty text. */
    public String text() {
        rejectFractions();
        return isNull() ? "" : unicode("error loading config file");
    }

    private String unicode(String failure) {
        if (tag.equals(Tag.BINARY)) {
            return decoded(failure);
        }
        if (hasSurrogates() && !UTF_8.newEncoder().canEncode(characters)) {
            throw cursor.error(failure + ": half a surrogate pair is no text");
        }
        return characters;
    }

    /** Spares nearly all text an encoder of its own. */
    private boolean hasSurrogates() {
        for (int i = 0; i < characters.length(); i++) {
            if (Character.isSurrogate(characters.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private String decoded(String failure) {
        try {
            String base64 = characters.replace("\n", "").replace("\r", "");
            if (base64.length() % 4 != 0) {
                throw cursor.error(failure + ": !!binary value contains invalid base64 data");
            }
            byte[] bytes = Base64.getDecoder().decode(base64);
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException | IllegalArgumentException e) {
            throw cursor.error(failure + ": !!binary does not hold text in UTF-8");
        }
    }

    /** Returns the truth value; null gives false. Quoted text is rejected. */
    public boolean bool() {
        rejectFractions();
        if (isNull()) {
            return false;
        }
        Boolean truth = tag.equals(Tag.BOOL) ? YamlResolver.truth(characters) : null;
        if (truth == null) {
            throw cursor.wrongType("true or false", YamlResolver.truth(characters) != null);
        }
        return truth;
    }

    /** Returns the number, which must be within these bounds; null gives 0. Quoted text is rejected. */
    public long whole(long least, long most) {
        rejectFractions();
        if (isNull()) {
            return 0;
        }
        Long number = tag.equals(Tag.INT) ? YamlResolver.whole(characters) : null;
        if (number == null || number < least || number > most) {
            throw cursor.wrongType(
                    "a whole number from " + least + " to " + most, isText() && YamlResolver.whole(characters) != null);
        }
        return number;
    }

    /** Rejects what is no number, in the place of which another counts; here the reference takes fractions. */
    public void checkOverridden(long most) {
        if (tag.equals(Tag.FLOAT)) {
            Double number = YamlResolver.number(characters);
            if (number == null || !(number >= 0 && number <= most)) {
                throw cursor.wrongType("a number from 0 to " + most);
            }
        } else {
            whole(0, most);
        }
    }

    /** The reference knows no such leaves in its grammar, wherever they stand. */
    public void rejectFractions() {
        boolean tooLong = tag.equals(Tag.INT) && YamlResolver.whole(characters) == null;
        if (tooLong || tag.equals(Tag.FLOAT)) {
            throw cursor.error("error checking config: " + shown()
                    + " is not a whole number of 64 bits (put it in quotes if it is meant as text)");
        }
    }

    /**
     * Returns what metadata holds here: text, a truth value, a {@code Double} (protobuf's Struct has no other
     * numbers) or null.
     */
    public @Nullable Object value() {
        if (isNull()) {
            return null;
        }
        if (tag.equals(Tag.BOOL)) {
            return bool();
        }
        if (isText()) {
            return unicode(METADATA);
        }
        Double number = YamlResolver.number(characters);
        if (number == null) {
            throw cursor.error(METADATA + ": " + shown() + " is not a number");
        }
        return number;
    }

    /** Returns the characters as a message can show them. */
    public String shown() {
        if (isNull()) {
            return "null";
        }
        return characters.length() > 80 ? characters.substring(0, 80) + "..." : characters;
    }
}
