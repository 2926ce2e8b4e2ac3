package io.tollgate.streams.export;

import com.google.gson.stream.JsonWriter;
import io.tollgate.event.CounterEntry;
import io.tollgate.event.DescriptorCounter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** Descriptors as JSON: a list of the entries as they are charged. */
public final class DescriptorJson {

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
