package io.tollgate.resource;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A map of a document while it is read: notes what is wrong and goes on, so that all mistakes of a document are told at
 * once. What is wrong reads as a harmless value. Used by one thread.
 */
final class DocumentNode {

    private static final int LONGEST_KEY = 128;
    private static final String BESIDE_LETTERS_IN_KEYS = "._:@+~-";
    private static final String KEY_EXPECTED =
            "expected 1 to 128 letters, digits and . _ : @ + ~ -, the first a letter or a digit";
    private static final int MOST_SHOWN = 60;

    /** Asked for once: the JDK makes a new set for whoever asks, and each subscription that is read does. */
    private static final Set<String> ZONES = Set.copyOf(ZoneId.getAvailableZoneIds());

    /** The years that texts of four digits have. */
    private static final long FARTHEST_SECONDS =
            OffsetDateTime.parse("9999-12-31T00:00:00Z").toEpochSecond() - 1;

    private final JsonNode node;
    private final String path;
    private final List<DocumentProblem> problems;
    private final Set<String> asked = new HashSet<>();

    private DocumentNode(JsonNode node, String path, List<DocumentProblem> problems) {
        this.node = node;
        this.path = path;
        this.problems = problems;
    }

    static DocumentNode root(ObjectNode document, List<DocumentProblem> problems) {
        return new DocumentNode(document, "", problems);
    }

    private String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** Notes that something is wrong with a field. */
    void wrong(String name, String message) {
        problems.add(new DocumentProblem(at(name), message));
    }

    /** Returns a field; null where it is absent or null. */
    @Nullable JsonNode find(String name) {
        asked.add(name);
        JsonNode field = node.get(name);
        return field == null || field.isNull() ? null : field;
    }

    /** Returns whether a field is there, be it null. */
    boolean has(String name) {
        asked.add(name);
        return node.has(name);
    }

    /** Notes each field that nobody asked for, and what could stand there. */
    void rejectOthers() {
        Iterator<String> names = node.fieldNames();
        while (names.hasNext()) {
            String name = names.next();
            if (!asked.contains(name)) {
                wrong(
                        name,
                        "unknown field (expected: "
                                + String.join(", ", asked.stream().sorted().toList()) + ")");
            }
        }
    }

    private @Nullable JsonNode required(String name) {
        JsonNode field = find(name);
        if (field == null) {
            wrong(name, "missing");
        }
        return field;
    }

    /** Returns text of one line, within a length; null where it is absent. */
    @Nullable String optionalText(String name, int longest) {
        JsonNode field = find(name);
        return field == null ? null : text(name, field, longest);
    }

    private String text(String name, JsonNode field, int longest) {
        if (!field.isTextual()) {
            wrong(name, "expected text, found " + shown(field) + (field.isNumber() ? " (put it in quotes)" : ""));
            return "";
        }
        String text = field.textValue();
        if (text.isEmpty() || text.length() > longest || hasControl(text)) {
            wrong(name, "expected 1 to " + longest + " characters without control characters");
            return "";
        }
        if (!isWhole(text)) {
            wrong(name, "has half of a surrogate pair (expected: whole characters)");
            return "";
        }
        return text;
    }

    private static boolean hasControl(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether a text has no half of a surrogate pair; an encoder for each would be most of what a text costs. */
    static boolean isWhole(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return UTF_8.newEncoder().canEncode(text);
            }
        }
        return true;
    }

    private static boolean isKey(String text) {
        if (text.length() > LONGEST_KEY || !isLetterOrDigit(text.charAt(0))) {
            return false;
        }
        for (int i = 1; i < text.length(); i++) {
            char each = text.charAt(i);
            if (!isLetterOrDigit(each) && BESIDE_LETTERS_IN_KEYS.indexOf(each) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(char each) {
        return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') || (each >= '0' && each <= '9');
    }

    /** Returns the key of a resource or a name, which must be there. */
    String key(String name) {
        JsonNode field = required(name);
        if (field == null) {
            return "";
        }
        String text = text(name, field, Integer.MAX_VALUE);
        if (!text.isEmpty() && !isKey(text)) {
            wrong(name, KEY_EXPECTED + ", found '" + shortened(text) + "'");
        }
        return text;
    }

    /** Returns the key of a resource or a name; null where it is absent. */
    @Nullable String optionalKey(String name) {
        return find(name) == null ? null : key(name);
    }

    /** Returns a whole number, which must be there. */
    long whole(String name, long least, long most) {
        JsonNode field = required(name);
        return field == null ? least : whole(name, field, least, most);
    }

    /** Returns a whole number, another one where it is absent. */
    long whole(String name, long least, long most, long absent) {
        JsonNode field = find(name);
        return field == null ? absent : whole(name, field, least, most);
    }

    private long whole(String name, JsonNode field, long least, long most) {
        if (!field.isIntegralNumber() || !field.canConvertToLong()) {
            wrong(name, "expected a whole number from " + least + " to " + most + ", found " + shown(field));
            return least;
        }
        long number = field.longValue();
        if (number < least || number > most) {
            wrong(name, "expected a whole number from " + least + " to " + most + ", found " + number);
            return least;
        }
        return number;
    }

    /** Returns whether a flag is set; false where it is absent. */
    boolean flag(String name) {
        JsonNode field = find(name);
        if (field != null && !field.isBoolean()) {
            wrong(name, "expected true or false, found " + shown(field));
        }
        return field != null && field.booleanValue();
    }

    /** Returns one of several words; the given value where it is absent. */
    <T> T word(String name, Function<String, Optional<T>> known, String expected, T absent) {
        JsonNode field = find(name);
        if (field == null) {
            return absent;
        }
        Optional<T> found = field.isTextual() ? known.apply(field.textValue()) : Optional.empty();
        if (found.isEmpty()) {
            wrong(name, "expected " + expected + ", found " + shown(field));
        }
        return found.orElse(absent);
    }

    /**
     * Returns an instant; null where it is absent.
     *
     * @param zone whose midnight a bare date is
     */
    @Nullable Instant instant(String name, ZoneId zone) {
        JsonNode field = find(name);
        if (field == null) {
            return null;
        }
        String text = field.isTextual() ? field.textValue() : "";
        try {
            Instant instant = text.contains("T")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDate.parse(text).atStartOfDay(zone).toInstant();
            if (Math.abs(instant.getEpochSecond()) <= FARTHEST_SECONDS) {
                return Instant.ofEpochMilli(instant.toEpochMilli());
            }
        } catch (DateTimeParseException e) {
            wrong(name, "expected a date-time such as 2026-01-31T00:00:00+01:00, or a date, found " + shown(field));
            return Instant.EPOCH;
        }
        wrong(name, "expected a time in the years 1 to 9999");
        return Instant.EPOCH;
    }

    /** Returns a time zone, UTC where it is absent. */
    ZoneId zone(String name) {
        JsonNode field = find(name);
        if (field == null) {
            return ZoneId.of("UTC");
        }
        String id = field.isTextual() ? field.textValue() : "";
        try {
            if (ZONES.contains(id)) {
                return ZoneId.of(id);
            }
        } catch (DateTimeException e) {
            wrong(name, "time zone '" + shortened(id) + "' cannot be read: " + e.getMessage());
            return ZoneId.of("UTC");
        }
        wrong(name, "unknown time zone " + shown(field) + " (expected: an IANA name, such as Europe/Berlin)");
        return ZoneId.of("UTC");
    }

    /** Returns a map; null where it is absent. */
    @Nullable DocumentNode map(String name) {
        JsonNode field = find(name);
        if (field == null) {
            return null;
        }
        if (!field.isObject()) {
            wrong(name, "expected a map, found " + shown(field));
            return null;
        }
        return new DocumentNode(field, at(name), problems);
    }

    /** Returns the maps of a list, none where it is absent. */
    List<DocumentNode> maps(String name, int most) {
        List<DocumentNode> maps = new ArrayList<>();
        List<JsonNode> items = items(name, most);
        for (int i = 0; i < items.size(); i++) {
            JsonNode item = items.get(i);
            String place = at(name) + "[" + i + "]";
            if (item.isObject()) {
                maps.add(new DocumentNode(item, place, problems));
            } else {
                problems.add(new DocumentProblem(place, "expected a map, found " + shown(item)));
            }
        }
        return maps;
    }

    /** Returns the texts of a list, none where it is absent. */
    List<String> texts(String name, int most, int longest) {
        List<String> texts = new ArrayList<>();
        List<JsonNode> items = items(name, most);
        for (int i = 0; i < items.size(); i++) {
            texts.add(text(name + "[" + i + "]", items.get(i), longest));
        }
        return texts;
    }

    /** Returns the whole numbers of a list, none where it is absent. */
    List<Integer> wholes(String name, int most, int least, int largest) {
        List<Integer> wholes = new ArrayList<>();
        List<JsonNode> items = items(name, most);
        for (int i = 0; i < items.size(); i++) {
            wholes.add((int) whole(name + "[" + i + "]", items.get(i), least, largest));
        }
        return wholes;
    }

    private List<JsonNode> items(String name, int most) {
        JsonNode field = find(name);
        if (field == null) {
            return List.of();
        }
        if (!field.isArray()) {
            wrong(name, "expected a list, found " + shown(field));
            return List.of();
        }
        if (field.size() > most) {
            wrong(name, "has " + field.size() + " entries (expected: at most " + most + ")");
            return List.of();
        }
        List<JsonNode> items = new ArrayList<>();
        field.forEach(items::add);
        return items;
    }

    private static String shown(JsonNode field) {
        if (field.isObject()) {
            return "a map";
        }
        if (field.isArray()) {
            return "a list";
        }
        return field.isTextual() ? "'" + shortened(field.textValue()) + "'" : shortened(field.toString());
    }

    private static String shortened(String text) {
        String printable = text.replaceAll("\\p{Cntrl}", " ");
        return printable.length() > MOST_SHOWN ? printable.substring(0, MOST_SHOWN) + "..." : printable;
    }
}
