package io.tollgate.translate;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tollgate.gateway.limits.yaml.Printable;
import io.tollgate.translate.source.SourceNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What became of each part of the sources: carried over, carried over but behaving differently, lost, or nothing that has
 * to do with rate limits. One thread
 * fills it.
 */
public final class Report {

    private final Set<Line> carried = new LinkedHashSet<>();
    private final Set<Line> different = new LinkedHashSet<>();
    private final Set<Line> lost = new LinkedHashSet<>();
    private final Set<Line> ignored = new LinkedHashSet<>();

    /**
     * One thing that the report says.
     *
     * @param source where it stands in the sources, as {@code file:line: path}
     * @param text what became of it
     */
    @JsonPropertyOrder({"source", "text"})
    public record Line(
            @JsonProperty("source") String source,
            @JsonProperty("text") String text) {

        private static Line of(SourceNode place, String text) {
            return new Line(Printable.of(place.place()), Printable.of(text));
        }

        @Override
        public String toString() {
            return source + ": " + text;
        }
    }

    /** Notes what became of a part of the sources. */
    public void carried(SourceNode place, String text) {
        carried.add(Line.of(place, text));
    }

    /** Notes what is carried over but behaves differently from the source. */
    public void different(SourceNode place, String text) {
        different.add(Line.of(place, text));
    }

    /** Notes what has nothing to do with rate limits. */
    public void ignored(SourceNode place, String text) {
        ignored.add(Line.of(place, text));
    }

    /** Notes what cannot be carried over, and why. */
    public void lost(SourceNode place, String text) {
        lost.add(Line.of(place, text));
    }

    /** Notes each field of a map that is not among those that are understood. */
    public void lostUnlessKnown(SourceNode map, String... known) {
        Set<String> names = Set.of(known);
        map.fields().forEach((name, value) -> {
            if (!names.contains(name) && !value.isNull()) {
                lost(value, "unknown field, left out");
            }
        });
    }

    /** Returns what was carried over. */
    public List<Line> carried() {
        return List.copyOf(carried);
    }

    /** Returns what behaves differently. */
    public List<Line> different() {
        return List.copyOf(different);
    }

    /** Returns what was lost. */
    public List<Line> lost() {
        return List.copyOf(lost);
    }

    /** Returns what has nothing to do with rate limits. */
    public List<Line> ignored() {
        return List.copyOf(ignored);
    }

    /** Returns the report for people, a line for each thing. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        carried.forEach(line -> lines.add("carried over: " + line));
        different.forEach(line -> lines.add("differs: " + line));
        lost.forEach(line -> lines.add("lost: " + line));
        ignored.forEach(line -> lines.add("ignored: " + line));
        return lines;
    }

    @JsonPropertyOrder({"carried", "different", "lost", "ignored"})
    private record Json(
            @JsonProperty("carried") List<Line> carried,
            @JsonProperty("different") List<Line> different,
            @JsonProperty("lost") List<Line> lost,
            @JsonProperty("ignored") List<Line> ignored) {}

    /** Returns the report as JSON: an object with the lists {@code carried}, {@code different}, {@code lost}
     * and {@code ignored}. */
    public String json() {
        try {
            return new ObjectMapper()
                            .writerWithDefaultPrettyPrinter()
                            .writeValueAsString(new Json(carried(), different(), lost(), ignored()))
                    + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report of text cannot fail to be JSON", e);
        }
    }
}
