package io.tollgate.streams.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import io.tollgate.event.CounterEntry;
import io.tollgate.event.DescriptorCounter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Descriptors as JSON: a list of the entries as they are charged. */
public final class DescriptorJson {

    private static final String FIELDS = "key, value, pattern";

    private DescriptorJson() {}

    /** Returns the JSON text, without white space. */
    public static String of(DescriptorCounter counter) {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            write(counter, json);
        } catch (IOException e) {
            throw new UncheckedIOException("could not write in memory", e);
        }
        return text.toString();
    }

    /** Writes the descriptor where a value is expected. */
    public static void write(DescriptorCounter counter, JsonWriter json) throws IOException {
        json.beginArray();
        for (CounterEntry entry : counter.getEntries()) {
            write(entry, json);
        }
        json.endArray();
    }

    /**
     * Reads the entries of a descriptor.
     *
     * @throws IllegalArgumentException if they are not what {@link #write} writes; the message says what is expected
     * @throws IllegalStateException likewise, where something else stands in the place of a list, an object or a value
     * @throws IOException likewise, where it is no JSON
     */
    public static List<CounterEntry> read(JsonReader json) throws IOException {
        List<CounterEntry> entries = new ArrayList<>();
        json.beginArray();
        while (json.hasNext()) {
            entries.add(entry(json));
        }
        json.endArray();
        return entries;
    }

    private static CounterEntry entry(JsonReader json) throws IOException {
        Set<String> seen = new HashSet<>();
        String key = null;
        String value = null;
        boolean pattern = false;
        json.beginObject();
        while (json.hasNext()) {
            String name = json.nextName();
            if (!seen.add(name)) {
                throw new IllegalArgumentException(name + ": given twice (expected: once)");
            }
            switch (name) {
                case "key" -> key = text(json, name);
                case "value" -> value = text(json, name);
                case "pattern" -> pattern = json.nextBoolean();
                default ->
                    throw new IllegalArgumentException("'" + name + "': unknown field (expected: " + FIELDS + ")");
            }
        }
        json.endObject();
        if (key == null || value == null) {
            throw new IllegalArgumentException((key == null ? "key" : "value") + ": missing");
        }
        return new CounterEntry(key, value, pattern);
    }

    /**
     * Returns the text that comes next.
     *
     * @param name of its field
     * @throws IllegalArgumentException if something else comes next, or half a character is in it
     */
    public static String text(JsonReader json, String name) throws IOException {
        if (json.peek() != JsonToken.STRING) {
            throw new IllegalArgumentException(name + ": no text (expected: text in quotes)");
        }
        String text = json.nextString();
        if (!UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException(name + ": half of a surrogate pair (expected: whole characters)");
        }
        return text;
    }

    private static void write(CounterEntry entry, JsonWriter json) throws IOException {
        json.beginObject();
        json.name("key").value(entry.getKey());
        json.name("value").value(entry.getValue());
        if (entry.getPattern()) {
            json.name("pattern").value(true);
        }
        json.endObject();
    }
}
